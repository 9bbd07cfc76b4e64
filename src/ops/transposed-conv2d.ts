import * as tf from '@tensorflow/tfjs-core';
import {show} from '../core/check';
import {toSize, type SizeLike} from '../core/shapes';
import {AlexNetError} from '../errors';
import {checkGroups, checkWindow} from './grouped-conv2d';
import {insertZeros} from './insert-zeros';
import {hasOwnKernel} from './own-kernels';
import {padOrCut} from './pad-or-cut';

/** Pixels cut off an image: [[above, below], [left, right]]; a negative number adds pixels. */
export type Cropping = readonly [readonly [number, number], readonly [number, number]];

/** Options of {@link transposedConv2d}. */
export interface TransposedConv2DOptions {
  /** Pixels of the output between two pixels of the input. ≥ 1. Default 1. */
  strides?: SizeLike;
  /** Distance between the taps of the kernel. ≥ 1. Default 1. */
  dilations?: SizeLike;
  /** Number of groups: group g of the output sees group g of the input only. Divides both. Default 1. */
  groups?: number;
  /** Pixels cut off the output. Default none. */
  cropping?: Cropping;
  /** Name of the layer at fault, for messages. */
  name?: string;
}

/**
 * Transposed convolution, grouped or not, with gradients on every backend: each pixel of the input adds the kernel,
 * times its value, to the output.
 *
 *     y[s·h + d·i, s·w + d·j, g·O + o] += Σ x[h, w, g·C + c] · kernel[i, j, o, g·C + c]
 *
 * with C = channels / groups, O = filters / groups.
 *
 * Shapes: x [batch, height, width, channels], kernel [kernelHeight, kernelWidth, filters / groups, channels]; out
 * [batch, outHeight, outWidth, filters], where outHeight is {@link transposedOutput} of the height.
 */
export function transposedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  {strides = 1, dilations = 1, groups = 1, cropping = NO_CROPPING, name}: TransposedConv2DOptions = {},
): tf.Tensor4D {
  const where = name === undefined ? 'transposedConv2d' : `GroupedConv2DTranspose "${name}"`;
  const [step, dilation] = [toSize(strides), toSize(dilations)];
  checkWindow(where, {strides, padding: 'valid', dilations});
  const filters = kernel.shape[2] * groups;
  checkGroups(where, x.shape, x.shape[3], filters, groups);
  if (kernel.shape[3] !== x.shape[3]) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'the kernel does not fit the input.',
      expected: `kernel [.., .., filters / groups, ${x.shape[3]}] for ${x.shape[3]} channels`,
      received: `kernel ${show(kernel.shape)}, input ${show(x.shape)}`,
      fix: 'the last axis of the kernel is the input channels',
    });
  }
  const sides = [0, 1].map(i => {
    const [length, size, crop] = [x.shape[i + 1] ?? 1, kernel.shape[i] ?? 1, cropping[i] ?? [0, 0]];
    const reached = (length - 1) * (step[i] ?? 1) + (size - 1) * (dilation[i] ?? 1) + 1;
    const whole = transposedOutput(length, size, step[i] ?? 1, dilation[i] ?? 1);
    return {reached, margins: [-crop[0], whole - reached - crop[1]] as const};
  });
  return tf.tidy(() => {
    const [height = 1, width = 1] = sides.map(({reached}) => reached);
    const shape: Shape4D = [x.shape[0], height, width, filters];
    const isOwn =
      hasOwnKernel('GroupedConv2DBackpropInput') && [x, kernel].every(({dtype}) => dtype === 'float32');
    const spread = isOwn ? inOneKernel : composed;
    const y = spread(x, kernel, {shape, strides: step, dilations: dilation, groups});
    const [vertical = NO_MARGIN, horizontal = NO_MARGIN] = sides.map(({margins}) => margins);
    return [...vertical, ...horizontal].every(margin => margin === 0) ? y : padOrCut(y, vertical, horizontal);
  });
}

/** No pixels. */
export const NO_CROPPING: Cropping = [
  [0, 0],
  [0, 0],
];
const NO_MARGIN = [0, 0] as const;

/**
 * Length of the output for an input of this length: at least one step for each pixel of the input, also where the kernel
 * does not reach that far, as in `tf.layers.conv2dTranspose`.
 */
export function transposedOutput(length: number, size: number, stride: number, dilation: number): number {
  return length * stride + Math.max(0, (size - 1) * dilation + 1 - stride);
}

type Shape4D = [number, number, number, number];

/** Sizes of a transposed convolution whose output ends with the last pixel that the kernel reaches. */
interface Spreading {
  /** Of the output. */
  shape: Shape4D;
  strides: [number, number];
  dilations: [number, number];
  groups: number;
}

/** By the kernels of a grouped convolution, whose input gradient this is. */
function inOneKernel(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  {shape, strides, dilations, groups}: Spreading,
): tf.Tensor4D {
  const engine = tf.engine();
  const attrs = {
    strides,
    dilations,
    groups,
    pad: [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    activation: 'linear',
    inputShape: shape,
    filterShape: kernel.shape,
  } as unknown as tf.NamedAttrMap;
  const spread = tf.customGrad((image, filter, save) => {
    const value = engine.runKernel(
      'GroupedConv2DBackpropInput',
      {dy: image as tf.Tensor, filter: filter as tf.Tensor},
      attrs,
    ) as unknown as tf.Tensor;
    (save as tf.GradSaveFunc)([image as tf.Tensor, filter as tf.Tensor]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedImage, savedFilter] = saved as [tf.Tensor, tf.Tensor];
        const bias = tf.zeros([savedFilter.shape[3] ?? 1]);
        const imageGradient = engine.runKernel(
          'GroupedConv2D',
          {x: dy, filter: savedFilter, bias},
          attrs,
        ) as unknown as tf.Tensor;
        const filterGradient = engine.runKernel(
          'GroupedConv2DBackpropFilter',
          {x: dy, dy: savedImage},
          attrs,
        ) as unknown as tf.Tensor;
        bias.dispose();
        return [imageGradient, filterGradient];
      },
    };
  });
  return spread(x, kernel) as tf.Tensor4D;
}

/** By stock ops, group by group; a dilated kernel is one with zeros between its taps. */
function composed(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  {shape: [batch, height, width, filters], strides, dilations, groups}: Spreading,
): tf.Tensor4D {
  const taps = dilatedKernel(kernel, dilations);
  const images = groups === 1 ? [x] : tf.split<tf.Tensor4D>(x, groups, 3);
  const kernels = groups === 1 ? [taps] : tf.split<tf.Tensor4D>(taps, groups, 3);
  const parts = images.map((image, group) =>
    tf.conv2dTranspose(
      image,
      kernels[group] as tf.Tensor4D,
      [batch, height, width, filters / groups],
      strides,
      'valid',
    ),
  );
  return parts.length === 1 ? (parts[0] as tf.Tensor4D) : tf.concat(parts, 3);
}

function dilatedKernel(kernel: tf.Tensor4D, [vertical, horizontal]: [number, number]): tf.Tensor4D {
  if (vertical === 1 && horizontal === 1) {
    return kernel;
  }
  const [height, width, filters, channels] = kernel.shape;
  const taps = tf.reshape<tf.Rank.R4>(kernel, [1, height, width, filters * channels]);
  const spread = padOrCut(insertZeros(taps, vertical, horizontal), [0, 1 - vertical], [0, 1 - horizontal]);
  return tf.reshape<tf.Rank.R4>(spread, [spread.shape[1], spread.shape[2], filters, channels]);
}
