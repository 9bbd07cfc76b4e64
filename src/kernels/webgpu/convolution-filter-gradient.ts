import * as tf from '@tensorflow/tfjs-core';
import type {ConvolutionShape} from '../convolution-shape';
import {constantsOf, loadFour, range, storeFour, tileOf} from './convolution-tile';
import {runProgram, widthOf, zeros, type GpuBackend} from './gpu-program';
import {sumParts} from './sum-parts';

/** Threads that keep a large GPU busy; below, the sum is split by images. */
const BUSY = 32768;

/** dw = x * dy, summed over all images; in parts where one sum for each weight would leave a GPU idle. */
export function convolveFilterGradient(
  backend: GpuBackend,
  shape: ConvolutionShape,
  {x, dy}: {x: tf.TensorInfo; dy: tf.TensorInfo},
): tf.TensorInfo {
  const {batch, kernelHeight, kernelWidth, filters} = shape;
  const perGroup = shape.channels / shape.groups;
  const filtersPerGroup = filters / shape.groups;
  const outShape = [kernelHeight, kernelWidth, perGroup, filters];
  if (tf.util.sizeFromShape(dy.shape) === 0 || tf.util.sizeFromShape(x.shape) === 0) {
    return zeros(backend, outShape);
  }
  const filterWidth = widthOf(filtersPerGroup);
  const channelWidth = widthOf(perGroup);
  const vectors = filtersPerGroup > 4 ? 2 : 1;
  const channels = range(Math.min(4, perGroup));
  const blockLength = 4 * vectors;
  const tiles =
    kernelHeight *
    kernelWidth *
    Math.ceil(perGroup / 4) *
    shape.groups *
    Math.ceil(filtersPerGroup / blockLength);
  const parts = Math.max(1, Math.min(batch, Math.ceil(BUSY / tiles)));
  const pairs = channels.flatMap(c => range(vectors).map(v => ({c, v, sum: `sum${c}_${v}`})));
  const loadImage =
    channelWidth === 4
      ? 'let four = x[(at + firstChannel) >> 2u];'
      : channels.map(c => `let x${c} = x[at + min(firstChannel + ${c}, C - 1)];`).join(' ');
  const value = (c: number): string => (channelWidth === 4 ? `four[${c}]` : `x${c}`);
  const made = runProgram(backend, {
    name: 'convolveFilterGradient',
    constants: constantsOf(shape),
    uniforms: {images: batch, parts},
    integers: ['images', 'parts'],
    inputs: [
      {name: 'x', tensor: x, width: channelWidth},
      {name: 'dy', tensor: dy, width: filterWidth},
    ],
    output: {shape: [parts, tf.util.sizeFromShape(outShape)], width: filterWidth},
    threads: parts * tiles,
    code: `
      ${tileOf('O', blockLength)}
      let channelBlocks = (C + 3) / 4;
      let line = tile / channelBlocks;
      let firstChannel = (tile - line * channelBlocks) * 4;
      let part = line / (KERNEL_HEIGHT * KERNEL_WIDTH);
      let tap = line - part * KERNEL_HEIGHT * KERNEL_WIDTH;
      let i = tap / KERNEL_WIDTH;
      let j = tap - i * KERNEL_WIDTH;
      ${pairs.map(({sum}) => `var ${sum} = vec4<f32>(0.0);`).join(' ')}
      for (var image = part; image < uniforms.images; image += uniforms.parts) {
        for (var v = 0; v < OUT_HEIGHT; v++) {
          let y = v * STRIDE_HEIGHT - TOP + i * DILATION_HEIGHT;
          if (y < 0 || y >= HEIGHT) { continue; }
          ${pairs.map(({c, v}) => `var line${c}_${v} = vec4<f32>(0.0);`).join(' ')}
          for (var u = 0; u < OUT_WIDTH; u++) {
            let z = u * STRIDE_WIDTH - LEFT + j * DILATION_WIDTH;
            if (z < 0 || z >= WIDTH) { continue; }
            let at = ((image * HEIGHT + y) * WIDTH + z) * CHANNELS + group * C;
            let above = ((image * OUT_HEIGHT + v) * OUT_WIDTH + u) * FILTERS + group * O;
            ${loadImage}
            ${range(vectors)
              .map(v =>
                loadFour(
                  `d${v}`,
                  'dy',
                  'above',
                  v === 0 ? 'first' : 'min(first + 4, O - 1)',
                  'O',
                  filterWidth,
                ),
              )
              .join(' ')}
            ${pairs.map(({c, v}) => `line${c}_${v} += ${value(c)} * d${v};`).join(' ')}
          }
          ${pairs.map(({c, v, sum}) => `${sum} += line${c}_${v};`).join(' ')}
        }
      }
      ${channels
        .map(
          c => `if (firstChannel + ${c} < C) {
        let row = ((part * KERNEL_HEIGHT * KERNEL_WIDTH + tap) * C + firstChannel + ${c}) * FILTERS + group * O;
        ${range(vectors)
          .map(v =>
            v === 0
              ? storeFour(`sum${c}_0`, 'row', 'first', 'O', filterWidth)
              : `if (first + 4 < O) { ${storeFour(`sum${c}_1`, 'row', 'first + 4', 'O', filterWidth)} }`,
          )
          .join('\n')}
      }`,
        )
        .join('\n')}`,
  });
  return sumParts(backend, made, outShape);
}
