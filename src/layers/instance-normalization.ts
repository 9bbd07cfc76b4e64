/**
 * Instance normalization as a layer.
 * Ulyanov, Vedaldi, Lempitsky (2016); torch.nn.InstanceNorm2d, ONNX’s InstanceNormalization.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {AlexNetError} from '../errors';
import {LAYER_OPTIONS, type LayerArgs, singleShape} from './layer-args';
import {SingleInputLayer} from './single-input-layer';

/** Arguments of {@link InstanceNormalization}. */
export type InstanceNormalizationArgs = NonNullable<LayerArgs> & {
  /** Added to the variance. > 0. Default 1e-5. */
  epsilon?: number;
};

const OPTIONS: KnownOptions<InstanceNormalizationArgs> = {...LAYER_OPTIONS, epsilon: true};

/**
 * Normalizes each channel of each image by its own mean and variance.
 *
 *     y = gamma · (x − mean) / √(variance + epsilon) + beta
 *
 * Shapes: [batch, height, width, channels] in, the same out; weights gamma and beta [channels].
 *
 * @example
 * instanceNormalization({name: 'in1'}).apply(tf.ones([1, 8, 8, 16])); // zeros
 */
export class InstanceNormalization extends SingleInputLayer {
  /** Name under which models are saved. */
  static readonly className = 'InstanceNormalization';
  /** Added to the variance. */
  readonly epsilon: number;
  private gamma: tfl.LayerVariable | undefined;
  private beta: tfl.LayerVariable | undefined;

  constructor(args: InstanceNormalizationArgs = {}) {
    super(checkOptions('InstanceNormalization', args, OPTIONS, '{epsilon: 1e-5}'));
    const check = checksFor(`InstanceNormalization "${this.name}"`);
    this.epsilon = check.finite('epsilon', args.epsilon ?? 1e-5, Number.MIN_VALUE);
  }

  /** Makes gamma and beta. */
  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const image = singleShape(inputShape);
    const channels = image[3];
    if (image.length !== 4 || typeof channels !== 'number') {
      throw new AlexNetError({
        code: 'bad-shape',
        where: `InstanceNormalization "${this.name}"`,
        problem: 'this layer takes images.',
        expected: '[batch, height, width, channels] with a known last axis',
        received: show(image),
        fix: 'put it in front of the flatten or global pooling layer',
      });
    }
    const shape = [channels];
    this.gamma = this.addWeight('gamma', shape, 'float32', tfl.initializers.ones());
    this.beta = this.addWeight('beta', shape, 'float32', tfl.initializers.zeros());
    this.built = true;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const {gamma, beta} = this;
    if (gamma === undefined || beta === undefined) {
      throw new Error(`internal: ${this.name} was not built; please report this`);
    }
    const {mean, variance} = tf.moments(x, [...x.shape.keys()].slice(1, -1), true);
    const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, this.epsilon)));
    return tf.add(tf.mul(normal, gamma.read()), beta.read());
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), epsilon: this.epsilon};
  }
}

/** Makes an {@link InstanceNormalization} layer. */
export function instanceNormalization(args: InstanceNormalizationArgs = {}): InstanceNormalization {
  return new InstanceNormalization(args);
}
