import {type serialization} from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {fillGaussian} from '../core/fill-gaussian';
import {type RandomStream} from '../core/random';
import {countFan, FAN_MODES, type FanMode} from './fan';
import {SeededInitializer, type SeededInitializerArgs} from './seeded-initializer';

/** Arguments of {@link msra}. */
export interface MsraArgs extends SeededInitializerArgs {
  /** Which connections are counted (Caffe's `variance_norm`). Default 'fanIn', as in Caffe. */
  mode?: FanMode;
}

const OPTIONS: KnownOptions<MsraArgs> = {mode: true, seed: true};

/**
 * Normally distributed weights whose variance is 2 / fan: He initialization, made for ReLU. `heNormal` of
 * Keras is the same with truncated tails.
 *
 *     w ~ N(0, 2 / fan)
 *
 * @example
 * const conv = tf.layers.conv2d({filters: 64, kernelSize: 3, kernelInitializer: msra({seed: 1})});
 * @see He, Zhang, Ren, Sun (2015), section 2.2; Caffe's `MSRAFiller`.
 */
export class Msra extends SeededInitializer {
  /** The name under which tfjs saves it. */
  static readonly className: string = 'Msra';
  readonly mode: FanMode;

  constructor(args: MsraArgs = {}) {
    const {mode = 'fanIn', seed} = checkOptions('msra', args, OPTIONS, "{mode: 'fanIn'}");
    super(seed, 'msra');
    this.mode = checksFor('msra').oneOf('mode', mode, FAN_MODES);
  }

  protected override fill(values: Float32Array, stream: RandomStream, shape: readonly number[]): void {
    fillGaussian(values, stream, 0, Math.sqrt(2 / countFan('msra', shape, this.mode)));
  }

  /** Returns every resolved argument, the drawn seed included. */
  override getConfig(): serialization.ConfigDict {
    return {mode: this.mode, seed: this.seed};
  }
}

/** Makes an {@link Msra} initializer. */
export function msra(args: MsraArgs = {}): Msra {
  return new Msra(args);
}
