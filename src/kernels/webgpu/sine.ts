import * as tf from '@tensorflow/tfjs-core';
import type {Kernel} from '../register-kernels';
import type {GpuKernels} from './gpu-kernel';
import {runProgram, type GpuBackend} from './gpu-program';

/**
 * sin(x + quarters · π / 2) from its parts: the nearest multiple of π / 2, whose three summands keep the difference
 * exact, and polynomials of the rest. WGSL promises its own `sin` to within 2⁻¹¹ only, and for |x| ≤ π.
 *
 * Source: the constants are those of `sinf` in Cephes (Moshier, 1992).
 */
const FUNCTIONS = `
  fn sineOf(x : f32, quarters : i32) -> f32 {
    let k = round(x * 0.6366197723675814);
    let r = ((x - k * 1.5703125) - k * 4.837512969970703e-4) - k * 7.549789948768648e-8;
    let z = r * r;
    let sine = r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
    let cosine = 1.0 - 0.5 * z
      + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
    let quarter = (i32(k) + quarters) & 3;
    let size = select(sine, cosine, (quarter & 1) == 1);
    return select(size, -size, quarter > 1);
  }`;

const shifted = (quarters: number): Kernel<GpuBackend> => ({
  compute: (backend, args) => {
    const {x} = args.inputs as {x: tf.TensorInfo};
    return runProgram(backend, {
      name: 'sine',
      constants: {quarters},
      inputs: [{name: 'x', tensor: x}],
      output: {shape: x.shape},
      threads: tf.util.sizeFromShape(x.shape),
      functions: FUNCTIONS,
      code: 'result[index] = sineOf(x[index], quarters);',
    });
  },
});

/** Sine and cosine to float32 precision. */
export const SINE_KERNELS: GpuKernels = {Sin: shifted(0), Cos: shifted(1)};
