import type * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

export interface ConvShape {
  input: [number, number, number, number];
  filter: [number, number, number, number];
  strides: [number, number];
  /** tfjs computes the output of a numeric padding from the height alone, so unequal sides are given explicitly. */
  pad: 'same' | 'valid' | tf.backend_util.ExplicitPadding;
  seed: number;
}

/** Small convolutions whose kernel fits into the padded image. */
export const convShape: fc.Arbitrary<ConvShape> = fc
  .record({
    batch: fc.integer({min: 1, max: 3}),
    height: fc.integer({min: 1, max: 9}),
    width: fc.integer({min: 1, max: 9}),
    channels: fc.integer({min: 1, max: 4}),
    filters: fc.integer({min: 1, max: 5}),
    kernelHeight: fc.integer({min: 1, max: 4}),
    kernelWidth: fc.integer({min: 1, max: 4}),
    strideHeight: fc.integer({min: 1, max: 3}),
    strideWidth: fc.integer({min: 1, max: 3}),
    pad: fc.constantFrom<ConvShape['pad']>(
      'same',
      'valid',
      [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      [
        [0, 0],
        [2, 0],
        [1, 3],
        [0, 0],
      ],
    ),
    seed: fc.nat(),
  })
  .map(shape => ({
    input: [shape.batch, shape.height, shape.width, shape.channels] as [number, number, number, number],
    filter: [
      Math.min(shape.kernelHeight, shape.height),
      Math.min(shape.kernelWidth, shape.width),
      shape.channels,
      shape.filters,
    ] as [number, number, number, number],
    strides: [shape.strideHeight, shape.strideWidth] as [number, number],
    pad: shape.pad,
    seed: shape.seed,
  }));

/** The same pixels on each side. Of a plain number tfjs computes the output from the height alone. */
export const evenPadding = (pad: number): tf.backend_util.ExplicitPadding => [
  [0, 0],
  [pad, pad],
  [pad, pad],
  [0, 0],
];
