/** Compares a convolution on the backend in use with its definition in float64: value and gradients, whole tensors. */
import * as tf from '@tensorflow/tfjs-core';
import {expect} from 'vitest';
import {randomValues} from './against-cpu';
import {expectClose} from './matchers';
import {tidyValues} from './tidy-values';

export interface Convolution {
  input: [batch: number, height: number, width: number, channels: number];
  /** The channels of a group, not of the input. */
  filter: [height: number, width: number, channels: number, filters: number];
  strides?: number | [number, number];
  dilations?: number | [number, number];
  pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  groups?: number;
  /** Whether a bias and ReLU follow. */
  biasAndRelu?: boolean;
  seed?: number;
}

/**
 * Expects `run` to have the value of `convolution` and, of the loss sum(y · dy) with a random dy, its gradients: within `bound`
 * of the largest value of each. Expects no tensor to be left over.
 */
export function expectConvolution(
  convolution: Convolution,
  run: (x: tf.Tensor4D, w: tf.Tensor4D, bias: tf.Tensor1D) => tf.Tensor,
  bound = 1e-5,
): void {
  const {input, filter, seed = 1, biasAndRelu = false} = convolution;
  const inputs = [
    randomValues(tf.util.sizeFromShape(input), seed, 'x'),
    randomValues(tf.util.sizeFromShape(filter), seed, 'w'),
    randomValues(filter[3], seed, 'bias'),
  ] as const;
  const expected = byDefinition(convolution, inputs);
  const before = tf.memory().numTensors;
  const actual = tidyValues(() => {
    const tensors = [
      tf.tensor(inputs[0], input),
      tf.tensor(inputs[1], filter),
      tf.tensor1d(inputs[2]),
    ] as const;
    let y: Float32Array | undefined;
    const loss = (x: tf.Tensor, w: tf.Tensor, bias: tf.Tensor): tf.Scalar => {
      const output = run(x as tf.Tensor4D, w as tf.Tensor4D, bias as tf.Tensor1D);
      y = output.dataSync() as Float32Array;
      return tf.sum(tf.mul(output, tf.tensor(Float32Array.from(expected.dy), output.shape)));
    };
    const [x, w, bias] = tensors;
    const gradients = biasAndRelu
      ? tf.grads(loss)([x, w, bias])
      : tf.grads((a, b) => loss(a, b, bias))([x, w]);
    return [y!, ...gradients.map(gradient => gradient.dataSync())];
  });
  expect(tf.memory().numTensors - before, 'tensors left over').toBe(0);
  const {y, dx, dw, dbias} = expected;
  [y, dx, dw, ...(biasAndRelu ? [dbias] : [])].forEach((values, i) => {
    expectClose(actual[i]!, values, bound);
  });
}

/** y = conv(x, w), or relu(conv(x, w) + bias), dy, and the gradients of sum(y · dy). Four nested loops over the products. */
function byDefinition(
  {input, filter, strides = 1, dilations = 1, pad, groups = 1, biasAndRelu, seed = 1}: Convolution,
  [x, w, bias]: readonly [Float32Array, Float32Array, Float32Array],
): Record<'y' | 'dy' | 'dx' | 'dw' | 'dbias', Float64Array> {
  const [batch, height, width, channels] = input;
  const [kernelHeight, kernelWidth, perGroup, filters] = filter;
  const {outHeight, outWidth, padInfo, strideHeight, strideWidth, dilationHeight, dilationWidth} =
    tf.backend_util.computeConv2DInfo(
      input,
      [kernelHeight, kernelWidth, channels, filters],
      strides,
      dilations,
      pad,
    );
  const filtersPerGroup = filters / groups;
  /** Calls `visit` with the offsets of each pair of an input value and the weights of its group: in x, w and y. */
  const forEachPair = (visit: (at: number, weights: number, outputs: number) => void): void => {
    for (let b = 0; b < batch; b++) {
      for (let i = 0; i < outHeight; i++) {
        for (let j = 0; j < outWidth; j++) {
          for (let r = 0; r < kernelHeight; r++) {
            for (let s = 0; s < kernelWidth; s++) {
              const row = i * strideHeight + r * dilationHeight - padInfo.top;
              const column = j * strideWidth + s * dilationWidth - padInfo.left;
              if (row < 0 || row >= height || column < 0 || column >= width) {
                continue;
              }
              for (let c = 0; c < channels; c++) {
                const group = Math.floor(c / perGroup);
                visit(
                  ((b * height + row) * width + column) * channels + c,
                  ((r * kernelWidth + s) * perGroup + (c % perGroup)) * filters + group * filtersPerGroup,
                  ((b * outHeight + i) * outWidth + j) * filters + group * filtersPerGroup,
                );
              }
            }
          }
        }
      }
    }
  };
  const y = new Float64Array(batch * outHeight * outWidth * filters);
  forEachPair((at, weights, outputs) => {
    const value = x[at]!;
    for (let o = 0; o < filtersPerGroup; o++) {
      y[outputs + o]! += value * w[weights + o]!;
    }
  });
  if (biasAndRelu === true) {
    y.forEach((value, i) => {
      y[i] = Math.max(0, value + bias[i % filters]!);
    });
  }
  const dy = Float64Array.from(randomValues(y.length, seed, 'dy'));
  const above = biasAndRelu === true ? dy.map((value, i) => (y[i]! > 0 ? value : 0)) : dy;
  const [dx, dw, dbias] = [x.length, w.length, filters].map(length => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  forEachPair((at, weights, outputs) => {
    const value = x[at]!;
    let sum = 0;
    for (let o = 0; o < filtersPerGroup; o++) {
      const slope = above[outputs + o]!;
      sum += slope * w[weights + o]!;
      dw[weights + o]! += value * slope;
    }
    dx[at]! += sum;
  });
  above.forEach((value, i) => {
    dbias[i % filters]! += value;
  });
  return {y, dy, dx, dw, dbias};
}
