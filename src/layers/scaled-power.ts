/**
 * A power of each value, after a factor and a shift, as a layer.
 * Caffe (Jia et al., 2014), PowerLayer.
 * tfjs-layers has no layer for arithmetic with constants.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';

/** Arguments of {@link ScaledPower}. */
export type ScaledPowerArgs = NonNullable<LayerArgs> & {
  /** Exponent. Default 1. */
  power?: number;
  /** Factor. Default 1. */
  scale?: number;
  /** Added after the factor. Default 0. */
  shift?: number;
};

const OPTIONS: KnownOptions<ScaledPowerArgs> = {...LAYER_OPTIONS, power: true, scale: true, shift: true};

/**
 * Computes a power of each value.
 *
 *     y = (shift + scale · x) ^ power
 *
 * Shapes: any in, the same out. No weights.
 *
 * Pitfall: a negative base with a power that is no integer is NaN, as in Caffe.
 *
 * @example
 * scaledPower({scale: 0.5, shift: 1}).apply(tf.ones([1, 8, 8, 16])); // every value is 1.5
 */
export class ScaledPower extends tfl.layers.Layer {
  /** Name under which models are saved. */
  static readonly className = 'ScaledPower';
  /** Exponent. */
  readonly power: number;
  /** Factor. */
  readonly scale: number;
  /** Added after the factor. */
  readonly shift: number;

  constructor(args: ScaledPowerArgs = {}) {
    super(checkOptions('ScaledPower', args, OPTIONS, '{power: 2}'));
    const {power = 1, scale = 1, shift = 0} = args;
    const check = checksFor(`ScaledPower "${this.name}"`);
    this.power = check.finite('power', power);
    this.scale = check.finite('scale', scale);
    this.shift = check.finite('shift', shift);
  }

  /** Returns the shape of the input. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  /** Computes the power of one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const [x] = (Array.isArray(inputs) ? inputs : [inputs]) as [tf.Tensor];
      const scaled = this.scale === 1 ? x : tf.mul(x, this.scale);
      const base = this.shift === 0 ? scaled : tf.add(scaled, this.shift);
      return this.power === 1 ? tf.clone(base) : tf.pow(base, this.power);
    });
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    const {power, scale, shift} = this;
    return {...super.getConfig(), power, scale, shift};
  }
}

/** Makes a {@link ScaledPower} layer. */
export function scaledPower(args: ScaledPowerArgs = {}): ScaledPower {
  return new ScaledPower(args);
}
