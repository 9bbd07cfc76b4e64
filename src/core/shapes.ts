/** Sizes of convolutions and pools, as plain arithmetic: what `describeModel` knows without building a network. */
import {AlexNetError} from '../errors';

/** Padding of a window: none, output as large as input / stride, or this many pixels on each side. */
export type Padding = 'valid' | 'same' | number;

/** Height and width. */
export type Size = readonly [number, number];

/** A number for both sides, or one for each. */
export type SizeLike = number | readonly [number, number] | readonly number[];

/** Spreads one number over height and width. */
export function toSize(value: SizeLike): [number, number] {
  if (typeof value === 'number') {
    return [value, value];
  }
  const [height, width] = value as readonly (number | undefined)[];
  if (height === undefined || width === undefined || value.length !== 2) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'toSize',
      problem: 'this is not a size.',
      expected: 'a number, or height and width',
      received: JSON.stringify(value),
      fix: 'pass 3 or [3, 3]',
    });
  }
  return [height, width];
}

/**
 * Output length of a window that walks over `input` elements: ⌊(input + 2·padding − extent) / stride⌋ + 1 with extent =
 * dilation·(window − 1) + 1; for 'same' ⌈input / stride⌉. Below 1 where the window does not fit.
 */
export function windowOutput(
  input: number,
  window: number,
  stride: number,
  padding: Padding,
  dilation = 1,
): number {
  if (padding === 'same') {
    return Math.ceil(input / stride);
  }
  const extent = dilation * (window - 1) + 1;
  const border = padding === 'valid' ? 0 : padding;
  return Math.floor((input + 2 * border - extent) / stride) + 1;
}

/**
 * Output length of a pool in Caffe's manner: the division is rounded up, and a last window that would begin beyond the
 * input and its padding is dropped.
 */
export function ceilOutput(input: number, window: number, stride: number, padding = 0): number {
  const output = Math.ceil((input + 2 * padding - window) / stride) + 1;
  return (output - 1) * stride >= input + padding ? output - 1 : output;
}
