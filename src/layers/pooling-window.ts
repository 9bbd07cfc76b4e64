/** Base of the pooling layers of this library: a window that moves over an image with pixels of padding. */
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkPadding} from '../ops/check-padding';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {ceilOutput, toSize, windowOutput, type SizeLike} from '../core/shapes';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';

/** Arguments that all pooling layers take. */
export type PoolingWindowArgs = NonNullable<LayerArgs> & {
  /** Height and width of the window. Default 2. */
  poolSize?: SizeLike;
  /** Step of the window. Default: the window's size. */
  strides?: SizeLike;
  /** Pixels on each side, or above and below, and left and right. Integers, ≥ 0, below the window. Default 0. */
  padding?: SizeLike;
};

/** The arguments that all pooling layers take, for the check of their options. */
export const POOLING_OPTIONS: KnownOptions<PoolingWindowArgs> = {
  ...LAYER_OPTIONS,
  poolSize: true,
  strides: true,
  padding: true,
};

/** A layer that pools windows of an image; a subclass says which value a window becomes. */
export abstract class PoolingWindow extends tfl.layers.Layer {
  /** Height and width of the window. */
  readonly poolSize: [number, number];
  /** Step of the window. */
  readonly strides: [number, number];
  /** Pixels on each side; a pair where those above and below differ from those on the left and right. */
  readonly padding: number | [number, number];
  /** Whether the output size is rounded up. */
  abstract readonly ceilMode: boolean;

  constructor(
    className: string,
    args: PoolingWindowArgs,
    options: Readonly<Record<string, true>> = POOLING_OPTIONS,
  ) {
    super(checkOptions(className, args, options, '{poolSize: 3, strides: 2}'));
    const {poolSize = 2, strides = poolSize, padding = 0} = args;
    const check = checksFor(`${className} "${this.name}"`);
    this.poolSize = toSize(poolSize);
    this.strides = toSize(strides);
    this.poolSize.forEach(length => check.integer('poolSize', length, 1));
    this.strides.forEach(length => check.integer('strides', length, 1));
    this.padding = pairOrNumber(checkPadding(check, padding, this.poolSize));
    this.inputSpec = [new tfl.InputSpec({ndim: 4})];
  }

  /** Pools a batch of images. */
  protected abstract pool(x: tf.Tensor4D): tf.Tensor4D;

  /** Returns [batch, outHeight, outWidth, channels]. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    const [batch = null, height = null, width = null, channels = null] = shape;
    const outputOf = this.ceilMode ? ceilOutput : windowOutput;
    const padding = toSize(this.padding);
    const out = [height, width].map((length, i) =>
      length === null ? null : outputOf(length, this.poolSize[i] ?? 1, this.strides[i] ?? 1, padding[i] ?? 0),
    );
    return [batch, ...out, channels];
  }

  /** Pools one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    return this.pool(x as tf.Tensor4D);
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    const {poolSize, strides, padding} = this;
    return {...super.getConfig(), poolSize, strides, padding};
  }
}

/** One number where both are alike, as models were saved before. */
function pairOrNumber([vertical, horizontal]: [number, number]): number | [number, number] {
  return vertical === horizontal ? vertical : [vertical, horizontal];
}
