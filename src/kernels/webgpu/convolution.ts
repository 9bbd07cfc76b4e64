/**
 * Grouped convolution and its gradients, without a copy of the patches and without a barrier.
 *
 * A thread owns a tile of the result and keeps it in registers: 4 pixels × 8 filters (forward), 4 pixels × 4 channels
 * (image gradient), 4 channels × 8 filters of one tap (filter gradient). Neighboring threads share what they read: they
 * walk over the filters first, so a workgroup reads the same pixels and consecutive weights. Where a length is not
 * divisible by 4, its vectors become numbers, and what lies beyond the end is computed from the last and not written.
 *
 * Not tried: tiles in workgroup memory. Each barrier costs a software adapter more than the reads that it saves.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type {ConvolutionShape} from '../convolution-shape';
import {constantsOf, loadFour, PIXELS, range, storeFour, tileOf} from './convolution-tile';
import {runProgram, widthOf, type GpuBackend} from './gpu-program';

/** y = activation(x * w + bias). */
export function convolve(
  backend: GpuBackend,
  shape: ConvolutionShape,
  {x, w, bias}: {x: tf.TensorInfo; w: tf.TensorInfo; bias?: tf.TensorInfo | undefined},
  activation: 'linear' | 'relu' = 'linear',
): tf.TensorInfo {
  const perGroup = shape.channels / shape.groups;
  const filtersPerGroup = shape.filters / shape.groups;
  const filterWidth = widthOf(filtersPerGroup);
  const channelWidth = widthOf(perGroup);
  // Two vectors of filters share what is read of the image, where there are that many.
  const vectors = filtersPerGroup > 4 ? 2 : 1;
  const pixels = range(PIXELS);
  const pairs = pixels.flatMap(p => range(vectors).map(v => ({p, v, sum: `sum${p}_${v}`})));
  const weight = (v: number, channel: string): string =>
    loadFour(
      `w${v}`,
      'w',
      `(tap * C + ${channel}) * FILTERS + group * O`,
      v === 0 ? 'first' : 'min(first + 4, O - 1)',
      'O',
      filterWidth,
    );
  const multiply = (part: string): string =>
    pairs.map(({p, v, sum}) => `${sum} += x${p}${part} * w${v};`).join(' ');
  const inner =
    channelWidth === 4
      ? `for (var c = 0; c < C; c += 4) {
          ${pixels.map(p => `let x${p} = select(vec4<f32>(0.0), x[(at${p} + c) >> 2u], inside${p});`).join('\n')}
          ${range(4)
            .map(
              i =>
                `{ ${range(vectors)
                  .map(v => weight(v, `c + ${i}`))
                  .join(' ')} ${multiply(`.${'xyzw'[i] ?? 'x'}`)} }`,
            )
            .join('\n')}
        }`
      : `for (var c = 0; c < C; c++) {
          ${pixels.map(p => `let x${p} = select(0.0, x[at${p} + c], inside${p});`).join('\n')}
          ${range(vectors)
            .map(v => weight(v, 'c'))
            .join(' ')}
          ${multiply('')}
        }`;
  const blockLength = 4 * vectors;
  const outputs = shape.batch * shape.outHeight * shape.outWidth;
  const finish = (sum: string, v: number): string =>
    `${bias === undefined ? '' : `{ ${loadFour('b', 'bias', 'group * O', `first + ${4 * v}`, 'O', filterWidth)} ${sum} += b; }`}
     ${activation === 'relu' ? `${sum} = select(${sum}, vec4<f32>(0.0), ${sum} < vec4<f32>(0.0));` : ''}
     ${storeFour(sum, 'row', `first + ${4 * v}`, 'O', filterWidth)}`;
  return runProgram(backend, {
    name: `convolve_${activation}_${bias === undefined ? 'plain' : 'bias'}`,
    constants: constantsOf(shape),
    uniforms: {outputs},
    integers: ['outputs'],
    inputs: [
      {name: 'x', tensor: x, width: channelWidth},
      {name: 'w', tensor: w, width: filterWidth},
      ...(bias === undefined ? [] : [{name: 'bias', tensor: bias, width: filterWidth}]),
    ],
    output: {shape: [shape.batch, shape.outHeight, shape.outWidth, shape.filters], width: filterWidth},
    threads: Math.ceil(outputs / PIXELS) * shape.groups * Math.ceil(filtersPerGroup / blockLength),
    code: `
      ${tileOf('O', blockLength)}
      ${pixels
        .map(
          p => `
      let pixel${p} = min(tile * ${PIXELS} + ${p}, uniforms.outputs - 1);
      let line${p} = pixel${p} / OUT_WIDTH;
      let column${p} = (pixel${p} - line${p} * OUT_WIDTH) * STRIDE_WIDTH - LEFT;
      let image${p} = line${p} / OUT_HEIGHT;
      let row${p} = (line${p} - image${p} * OUT_HEIGHT) * STRIDE_HEIGHT - TOP;`,
        )
        .join('')}
      ${pairs.map(({sum}) => `var ${sum} = vec4<f32>(0.0);`).join(' ')}
      for (var i = 0; i < KERNEL_HEIGHT; i++) {
        for (var j = 0; j < KERNEL_WIDTH; j++) {
          let tap = i * KERNEL_WIDTH + j;
          ${pixels
            .map(
              p => `
          let y${p} = row${p} + i * DILATION_HEIGHT;
          let z${p} = column${p} + j * DILATION_WIDTH;
          let inside${p} = (y${p} >= 0) & (y${p} < HEIGHT) & (z${p} >= 0) & (z${p} < WIDTH);
          let at${p} = select(0, ((image${p} * HEIGHT + y${p}) * WIDTH + z${p}) * CHANNELS, inside${p}) + group * C;`,
            )
            .join('')}
          ${inner}
        }
      }
      ${pixels
        .map(
          p => `if (tile * ${PIXELS} + ${p} < uniforms.outputs) {
        let row = pixel${p} * FILTERS + group * O;
        ${range(vectors)
          .map(v => (v === 0 ? finish(`sum${p}_0`, 0) : `if (first + 4 < O) { ${finish(`sum${p}_1`, 1)} }`))
          .join('\n')}
      }`,
        )
        .join('\n')}`,
  });
}
