import * as tf from '@tensorflow/tfjs-core';
import type {ConvolutionShape} from '../convolution-shape';
import {constantsOf, PIXELS, range, storeFour, tileOf, vector} from './convolution-tile';
import {runProgram, widthOf, zeros, type GpuBackend} from './gpu-program';

/** Computes the input gradient: dy convolved with the kernel rotated by 180°. */
export function convolveInputGradient(
  backend: GpuBackend,
  shape: ConvolutionShape,
  {dy, w}: {dy: tf.TensorInfo; w: tf.TensorInfo},
): tf.TensorInfo {
  const perGroup = shape.channels / shape.groups;
  const filtersPerGroup = shape.filters / shape.groups;
  const outShape = [shape.batch, shape.height, shape.width, shape.channels];
  if (tf.util.sizeFromShape(dy.shape) === 0) {
    return zeros(backend, outShape);
  }
  const filterWidth = widthOf(filtersPerGroup);
  const channelWidth = widthOf(perGroup);
  const pixels = range(PIXELS);
  // Row c of four consecutive channels: the weights of consecutive filters, over which the sum runs.
  const weights = (filter: string): string =>
    range(4)
      .map(
        c =>
          `let w${c} = w[((tap * C + min(first + ${c}, C - 1)) * FILTERS + group * O + ${filter}) >> ${filterWidth === 4 ? 2 : 0}u];`,
      )
      .join(' ');
  const inner =
    filterWidth === 4
      ? `for (var o = 0; o < O; o += 4) {
          ${weights('o')}
          ${pixels
            .map(
              p =>
                `{ let d = select(vec4<f32>(0.0), dy[(at${p} + o) >> 2u], inside${p}); sum${p} += ${vector(range(4).map(c => `dot(w${c}, d)`))}; }`,
            )
            .join('\n')}
        }`
      : `for (var o = 0; o < O; o++) {
          ${weights('o')}
          let four = ${vector(range(4).map(c => `w${c}`))};
          ${pixels.map(p => `sum${p} += four * select(0.0, dy[at${p} + o], inside${p});`).join('\n')}
        }`;
  const outputs = shape.batch * shape.height * shape.width;
  // By a product, not by integer division, which is slow on every processor: half a pixel more, and it lies between two
  // integers for any image below 4 million pixels a side. The conditions below are joined by `&`: `&&` branches, and
  // takes the compiler of a software adapter a second instead of 50 ms.
  const steps = shape.strideHeight > 1 || shape.strideWidth > 1;
  return runProgram(backend, {
    name: 'convolveInputGradient',
    constants: constantsOf(shape),
    uniforms: {outputs},
    integers: ['outputs'],
    inputs: [
      {name: 'dy', tensor: dy, width: filterWidth},
      {name: 'w', tensor: w, width: filterWidth},
    ],
    output: {shape: outShape, width: channelWidth},
    threads: Math.ceil(outputs / PIXELS) * shape.groups * Math.ceil(perGroup / 4),
    functions: `
      const PER_STRIDE_HEIGHT : f32 = 1.0 / f32(STRIDE_HEIGHT);
      const PER_STRIDE_WIDTH : f32 = 1.0 / f32(STRIDE_WIDTH);`,
    code: `
      ${tileOf('C', 4)}
      ${pixels
        .map(
          p => `
      let pixel${p} = min(tile * ${PIXELS} + ${p}, uniforms.outputs - 1);
      let line${p} = pixel${p} / WIDTH;
      let column${p} = pixel${p} - line${p} * WIDTH + LEFT;
      let image${p} = line${p} / HEIGHT;
      let row${p} = line${p} - image${p} * HEIGHT + TOP;
      var sum${p} = vec4<f32>(0.0);`,
        )
        .join('')}
      for (var i = 0; i < KERNEL_HEIGHT; i++) {
        for (var j = 0; j < KERNEL_WIDTH; j++) {
          let tap = i * KERNEL_WIDTH + j;
          ${pixels
            .map(
              p => `
          let y${p} = row${p} - i * DILATION_HEIGHT;
          let z${p} = column${p} - j * DILATION_WIDTH;
          let v${p} = ${steps ? `i32((f32(y${p}) + 0.5) * PER_STRIDE_HEIGHT)` : `y${p}`};
          let u${p} = ${steps ? `i32((f32(z${p}) + 0.5) * PER_STRIDE_WIDTH)` : `z${p}`};
          let inside${p} = (y${p} >= 0) & (z${p} >= 0) & (v${p} < OUT_HEIGHT) & (u${p} < OUT_WIDTH)${
            steps ? ` & (v${p} * STRIDE_HEIGHT == y${p}) & (u${p} * STRIDE_WIDTH == z${p})` : ''
          };
          let at${p} = select(0, ((image${p} * OUT_HEIGHT + v${p}) * OUT_WIDTH + u${p}) * FILTERS, inside${p}) + group * O;`,
            )
            .join('')}
          if (${pixels.map(p => `inside${p}`).join(' | ')}) {
            ${inner}
          }
        }
      }
      ${pixels
        .map(
          p => `if (tile * ${PIXELS} + ${p} < uniforms.outputs) {
        let row = pixel${p} * CHANNELS + group * C;
        ${storeFour(`sum${p}`, 'row', 'first', 'C', channelWidth)}
      }`,
        )
        .join('\n')}`,
  });
}
