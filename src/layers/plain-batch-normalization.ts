/**
 * Batch normalization without factor and shift.
 * Ioffe, Szegedy (2015), algorithm 1; Caffe's BatchNorm layer, whose Scale layer has the other two.
 * `tf.layers.batchNormalization({center: false, scale: false})` predicts the same, and cannot be trained.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {AlexNetError} from '../errors';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';

/** Arguments of {@link PlainBatchNormalization}. */
export type PlainBatchNormalizationArgs = NonNullable<LayerArgs> & {
  /** Added to the variance. > 0. Default 1e-5 (Caffe). */
  epsilon?: number;
  /** Fraction of the moving mean and variance that a training step keeps. In [0, 1]. Default 0.999 (Caffe). */
  momentum?: number;
};

const OPTIONS: KnownOptions<PlainBatchNormalizationArgs & {customObjects: unknown}> = {
  ...LAYER_OPTIONS,
  epsilon: true,
  momentum: true,
  // tfjs adds these to the options of a saved layer when it loads a model.
  customObjects: true,
};

/**
 * Normalizes each channel by its mean and variance: those of the batch in training, moving averages of them in
 * prediction.
 *
 *     y = (x − mean) / √(variance + epsilon)
 *
 * Shapes: [batch, …, channels] in, the same out; weights moving_mean and moving_variance [channels], which no gradient
 * changes. With `trainable = false` the layer predicts in training too, and its averages stay as they are.
 *
 * @example
 * plainBatchNormalization({name: 'bn1'}).apply(tf.ones([2, 8, 8, 16]), {training: true}); // zeros
 * @see Ioffe, Szegedy (2015), algorithm 1.
 */
export class PlainBatchNormalization extends tfl.layers.Layer {
  /** Name under which models are saved. */
  static readonly className = 'PlainBatchNormalization';
  /** Added to the variance. */
  readonly epsilon: number;
  /** Fraction of the moving averages that a training step keeps. */
  readonly momentum: number;
  private mean: tfl.LayerVariable | undefined;
  private variance: tfl.LayerVariable | undefined;

  constructor(args: PlainBatchNormalizationArgs = {}) {
    super(checkOptions('PlainBatchNormalization', args, OPTIONS, '{epsilon: 1e-5}'));
    const {epsilon = 1e-5, momentum = 0.999} = args;
    const check = checksFor(`PlainBatchNormalization "${this.name}"`);
    this.epsilon = check.finite('epsilon', epsilon, Number.MIN_VALUE);
    this.momentum = check.finite('momentum', momentum, 0, 1);
    this.supportsMasking = true;
  }

  /** Makes the moving averages. */
  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    const channels = shape[shape.length - 1];
    if (shape.length < 2 || typeof channels !== 'number') {
      throw new AlexNetError({
        code: 'bad-shape',
        where: `PlainBatchNormalization "${this.name}"`,
        problem: 'the number of channels is not known.',
        expected: '[batch, …, channels] with a known last axis',
        received: show(shape),
        fix: 'set inputShape on the first layer',
      });
    }
    const {zeros, ones} = tfl.initializers;
    this.mean = this.addWeight('moving_mean', [channels], 'float32', zeros(), undefined, false);
    this.variance = this.addWeight('moving_variance', [channels], 'float32', ones(), undefined, false);
    this.built = true;
  }

  /** Returns the shape of the input. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  /** Normalizes one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const [x] = (Array.isArray(inputs) ? inputs : [inputs]) as [tf.Tensor];
      const {mean, variance} = this;
      if (mean === undefined || variance === undefined) {
        throw new Error(`internal: ${this.name} was not built; please report this`);
      }
      if (kwargs.training !== true || !this.trainable) {
        return this.#normalize(x, mean.read(), variance.read());
      }
      const batch = tf.moments(x, [...x.shape.keys()].slice(0, -1));
      const move = (average: tfl.LayerVariable, value: tf.Tensor): void => {
        const kept = tf.mul(average.read(), this.momentum);
        average.write(tf.add(kept, tf.mul(value, 1 - this.momentum)));
      };
      move(mean, batch.mean);
      move(variance, batch.variance);
      return this.#normalize(x, batch.mean, batch.variance);
    });
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), epsilon: this.epsilon, momentum: this.momentum};
  }

  #normalize(x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor): tf.Tensor {
    return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, this.epsilon)));
  }
}

/** Makes a {@link PlainBatchNormalization} layer. */
export function plainBatchNormalization(args: PlainBatchNormalizationArgs = {}): PlainBatchNormalization {
  return new PlainBatchNormalization(args);
}
