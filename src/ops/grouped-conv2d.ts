import * as tf from '@tensorflow/tfjs-core';
import {checksFor, show} from '../core/check';
import {toSize, windowOutput, type Padding, type SizeLike} from '../core/shapes';
import {AlexNetError} from '../errors';
import {fusedGroupedConv2d} from './fused-grouped-conv2d';
import {insertZeros} from './insert-zeros';
import {hasOwnKernel} from './own-kernels';
import {padOrCut} from './pad-or-cut';

/** Options of {@link groupedConv2d}. */
export interface GroupedConv2DOptions {
  /** Step of the window. ≥ 1. Default 1. */
  strides?: SizeLike;
  /** 'valid', 'same', or pixels on each side. Default 'valid'. */
  padding?: Padding;
  /** Distance between the taps of the kernel. ≥ 1. Default 1. */
  dilations?: SizeLike;
  /** Number of groups: group g of the output sees group g of the input only. Divides both. Default 1. */
  groups?: number;
  /** Added to each pixel, [filters]. Default none. */
  bias?: tf.Tensor1D;
  /** Activation after the bias. Default 'linear'. */
  activation?: 'linear' | 'relu';
  /** Name of the layer at fault, for messages. */
  name?: string;
}

/**
 * Grouped convolution, with gradients on every backend.
 *
 *     y[.., g·O + o] = activation(Σ x[.., g·C + c] · kernel[i, j, c, g·O + o] + bias[g·O + o])
 *
 * with C = channels / groups, O = filters / groups.
 *
 * Shapes: x [batch, height, width, channels], kernel [kernelHeight, kernelWidth, channels / groups, filters]; out
 * [batch, outHeight, outWidth, filters]. At groups = 1 this is `tf.conv2d`, with a gradient for dilated kernels too,
 * which `tf.conv2d` lacks.
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 3.5 (two towers that do not see each other).
 */
export function groupedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  options: GroupedConv2DOptions = {},
): tf.Tensor4D {
  const {
    strides = 1,
    padding = 'valid',
    dilations = 1,
    groups = 1,
    activation = 'linear',
    bias,
    name,
  } = options;
  const where = name === undefined ? 'groupedConv2d' : `GroupedConv2D "${name}"`;
  const step = toSize(strides);
  const dilation = toSize(dilations);
  checkWindow(where, {strides, padding, dilations});
  checkGroups(where, x.shape, x.shape[3], kernel.shape[3], groups);
  if (kernel.shape[2] !== x.shape[3] / groups) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'the kernel does not fit the input.',
      expected: `kernel [.., .., ${x.shape[3] / groups}, filters] for ${x.shape[3]} channels in ${groups} groups`,
      received: `kernel ${show(kernel.shape)}, input ${show(x.shape)}`,
      fix: 'the third axis of the kernel is input channels / groups',
    });
  }
  const [kernelHeight, kernelWidth] = kernel.shape;
  const out = [
    windowOutput(x.shape[1], kernelHeight, step[0], padding, dilation[0]),
    windowOutput(x.shape[2], kernelWidth, step[1], padding, dilation[1]),
  ];
  checkWindowFits(where, x.shape, out, [kernelHeight, kernelWidth]);
  const pad = explicitPadding(x, kernel, padding, step, dilation);
  if (
    hasOwnKernel('GroupedConv2D') &&
    [x, kernel, bias].every(tensor => (tensor?.dtype ?? 'float32') === 'float32')
  ) {
    const attrs = {strides: step, dilations: dilation, pad, groups, activation};
    return tf.tidy(() => fusedGroupedConv2d(x, kernel, bias ?? tf.zeros([kernel.shape[3]]), attrs));
  }
  const convolve = (image: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D =>
    dilation[0] === 1 && dilation[1] === 1
      ? paddedConv2d(image, filter, step, pad)
      : everyOther(dilatedConv2d(image, filter, pad, dilation), step);
  return tf.tidy(() => {
    const images = groups === 1 ? [x] : tf.split<tf.Tensor4D>(x, groups, 3);
    const filters = groups === 1 ? [kernel] : tf.split<tf.Tensor4D>(kernel, groups, 3);
    const parts = images.map((image, group) => convolve(image, filters[group] as tf.Tensor4D));
    const linear = parts.length === 1 ? (parts[0] as tf.Tensor4D) : tf.concat(parts, 3);
    const biased = bias === undefined ? linear : tf.add<tf.Tensor4D>(linear, bias);
    return activation === 'relu' ? tf.relu(biased) : biased;
  });
}

/**
 * The padding in pixels. Given by name, tfjs-wasm misplaces 'same' where the stride is above the kernel; given as a
 * number, tfjs computes the width of the output from its height.
 */
function explicitPadding(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  padding: Padding,
  strides: [number, number],
  dilations: [number, number],
): tf.backend_util.ExplicitPadding {
  if (typeof padding === 'number') {
    return [
      [0, 0],
      [padding, padding],
      [padding, padding],
      [0, 0],
    ];
  }
  const info = tf.backend_util.computeConv2DInfo(x.shape, kernel.shape, strides, dilations, padding);
  const {top, bottom, left, right} = info.padInfo;
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/** Checks how the window walks: steps and dilations of at least 1, and a padding that exists. */
export function checkWindow(
  where: string,
  {strides, padding, dilations}: {strides: SizeLike; padding: Padding; dilations: SizeLike},
): void {
  const check = checksFor(where);
  for (const [name, lengths] of Object.entries({strides: toSize(strides), dilations: toSize(dilations)})) {
    lengths.forEach(length => check.integer(name, length, 1));
  }
  if (typeof padding === 'number') {
    check.integer('padding', padding, 0);
  } else {
    check.oneOf('padding', padding, ['valid', 'same']);
  }
}

/** Checks that a window fits into the padded image at all; a side of unknown length passes. */
export function checkWindowFits(
  where: string,
  inputShape: readonly (number | null)[],
  outputSize: readonly (number | null)[],
  kernelSize: readonly number[],
): void {
  if (outputSize.some(length => length !== null && length < 1)) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'the kernel is larger than the padded image.',
      expected: 'an output of at least 1 × 1',
      received: `kernel ${kernelSize.join(' × ')}, input shape [${inputShape.map(length => length ?? '?').join(', ')}]`,
      fix: 'use larger images, a smaller kernel or dilation, or more padding',
    });
  }
}

/** Checks that groups divides both channel counts; the message names every divisor that would do. */
export function checkGroups(
  where: string,
  inputShape: readonly (number | null)[],
  channels: number,
  filters: number,
  groups: number,
): void {
  const check = checksFor(where, 'bad-shape');
  checksFor(where).integer('groups', groups, 1);
  const divisors = Array.from({length: Math.min(channels, filters)}, (_, i) => i + 1).filter(
    divisor => channels % divisor === 0 && filters % divisor === 0,
  );
  const shape = inputShape.map(length => length ?? '?').join(', ');
  const fix = `set groups to a divisor of both ${channels} channels and ${filters} filters (${divisors.join(', ')}); input shape [${shape}]`;
  check.divisible('input channels', channels, 'groups', groups, fix);
  check.divisible('filters', filters, 'groups', groups, fix);
}

/**
 * A convolution with padding in pixels. Stock tfjs-node has no gradients for such a padding, so that it is passed on as 'same'
 * where these are the same pixels, and else added before the convolution.
 */
function paddedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  strides: [number, number],
  pad: tf.backend_util.ExplicitPadding,
): tf.Tensor4D {
  const [, vertical, horizontal] = pad;
  const pixels = [...vertical, ...horizontal];
  // Where the stride is above the kernel, tfjs-wasm misplaces 'same'.
  const isSafe = strides.every((stride, i) => stride <= (kernel.shape[i] ?? 1));
  const {padInfo} = tf.backend_util.computeConv2DInfo(x.shape, kernel.shape, strides, 1, 'same');
  const same = [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right];
  if (isSafe && pixels.every((count, i) => count === same[i])) {
    return tf.conv2d(x, kernel, strides, 'same');
  }
  const padded = pixels.some(count => count > 0) ? padOrCut(x, vertical, horizontal) : x;
  return tf.conv2d(padded, kernel, strides, 'valid');
}

/** Every `strides`-th row and column, from the first. */
function everyOther(x: tf.Tensor4D, strides: [number, number]): tf.Tensor4D {
  if (Math.max(...strides) === 1) {
    return x;
  }
  // tfjs has no gradient for stridedSlice.
  const pick = tf.customGrad(image => ({
    value: tf.stridedSlice(image as tf.Tensor4D, [0, 0, 0, 0], x.shape, [1, ...strides, 1]),
    gradFunc: (dy: tf.Tensor) =>
      tf.tidy(() => {
        const spread = insertZeros(dy as tf.Tensor4D, ...strides);
        return padOrCut(spread, [0, x.shape[1] - spread.shape[1]], [0, x.shape[2] - spread.shape[2]]);
      }),
  }));
  return pick(x) as tf.Tensor4D;
}

/** A dilated convolution at stride 1 with both gradients, which are convolutions again. */
function dilatedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  pad: tf.backend_util.ExplicitPadding,
  dilations: [number, number],
): tf.Tensor4D {
  const info = tf.backend_util.computeConv2DInfo(x.shape, kernel.shape, 1, dilations, pad);
  const {top, left} = info.padInfo;
  const [dilationHeight, dilationWidth] = dilations;
  const reachHeight = (info.filterHeight - 1) * dilationHeight;
  const reachWidth = (info.filterWidth - 1) * dilationWidth;
  const convolve = tf.customGrad((image, filter, save) => {
    const y = tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, 1, pad, 'NHWC', dilations);
    (save as tf.GradSaveFunc)([image as tf.Tensor, filter as tf.Tensor]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedImage, savedFilter] = saved as [tf.Tensor4D, tf.Tensor4D];
        const gradient = dy as tf.Tensor4D;
        const imageGradient = (): tf.Tensor => {
          const spread = padOrCut(
            gradient,
            [reachHeight - top, info.inHeight + top - info.outHeight],
            [reachWidth - left, info.inWidth + left - info.outWidth],
          );
          const turned = tf.transpose(tf.reverse(savedFilter, [0, 1]), [0, 1, 3, 2]);
          return tf.conv2d(spread, turned, 1, 'valid', 'NHWC', dilations);
        };
        const filterGradient = (): tf.Tensor => {
          const seen = padOrCut(
            savedImage,
            [top, info.outHeight + reachHeight - info.inHeight - top],
            [left, info.outWidth + reachWidth - info.inWidth - left],
          );
          const sum = tf.conv2d(
            tf.transpose(seen, [3, 1, 2, 0]),
            tf.transpose(gradient, [1, 2, 0, 3]),
            dilations,
            'valid',
          );
          return tf.transpose(sum, [1, 2, 0, 3]);
        };
        return [tf.tidy(imageGradient), tf.tidy(filterGradient)];
      },
    };
  });
  return convolve(x, kernel);
}
