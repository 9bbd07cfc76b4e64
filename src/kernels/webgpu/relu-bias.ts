import * as tf from '@tensorflow/tfjs-core';
import type {GpuKernels} from './gpu-kernel';
import {runProgram, widthOf, zeros, type GpuBackend} from './gpu-program';
import {sumParts} from './sum-parts';

/** Pixels that one thread sums. */
const PIXELS_PER_PART = 64;
const MAX_PARTS = 512;

/** The gradient of `relu(x + bias)` by both, from its result: [dx, dbias]. A gradient is zero where the result is. */
export const RELU_BIAS_KERNELS: GpuKernels = {
  ReluBiasGrad: {
    compute: (backend, args) => {
      const {dy, y} = args.inputs as {dy: tf.TensorInfo; y: tf.TensorInfo};
      const size = tf.util.sizeFromShape(dy.shape);
      const width = widthOf(size);
      const dx = runProgram(backend, {
        name: 'reluGradient',
        inputs: [
          {name: 'dy', tensor: dy, width},
          {name: 'y', tensor: y, width},
        ],
        output: {shape: dy.shape, width},
        threads: size / width,
        code: `result[index] = select(dy[index], ${width === 4 ? 'vec4<f32>(0.0)' : '0.0'}, y[index] <= ${width === 4 ? 'vec4<f32>(0.0)' : '0.0'});`,
      });
      return [dx, sumPixels(backend, dx)];
    },
  },
};

/** Σ over all axes but the last. */
function sumPixels(backend: GpuBackend, x: tf.TensorInfo): tf.TensorInfo {
  const channels = x.shape.at(-1) ?? 1;
  const pixels = tf.util.sizeFromShape(x.shape.slice(0, -1));
  if (pixels === 0) {
    return zeros(backend, [channels]);
  }
  const width = widthOf(channels);
  const columns = channels / width;
  const parts = Math.min(MAX_PARTS, Math.ceil(pixels / PIXELS_PER_PART));
  const sums = runProgram(backend, {
    name: 'sumPixels',
    uniforms: {pixels, columns, parts},
    integers: ['pixels', 'columns', 'parts'],
    inputs: [{name: 'x', tensor: x, width}],
    output: {shape: [parts, channels], width},
    threads: parts * columns,
    code: `
      let part = index / uniforms.columns;
      let column = index - part * uniforms.columns;
      var sum = x[part * uniforms.columns + column];
      for (var pixel = part + uniforms.parts; pixel < uniforms.pixels; pixel += uniforms.parts) {
        sum += x[pixel * uniforms.columns + column];
      }
      result[index] = sum;`,
  });
  return sumParts(backend, sums, [channels]);
}
