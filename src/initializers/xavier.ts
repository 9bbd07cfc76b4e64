import {type serialization} from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {fillUniform} from '../core/fill-gaussian';
import {type RandomStream} from '../core/random';
import {countFan, FAN_MODES, type FanMode} from './fan';
import {SeededInitializer, type SeededInitializerArgs} from './seeded-initializer';

/** Arguments of {@link xavier}. */
export interface XavierArgs extends SeededInitializerArgs {
  /** Which connections are counted (Caffe's `variance_norm`). Default 'fanIn', as in Caffe. */
  mode?: FanMode;
}

const OPTIONS: KnownOptions<XavierArgs> = {mode: true, seed: true};

/**
 * Uniformly distributed weights whose variance is 1 / fan, as Caffe draws them.
 *
 *     w ~ U(−√(3 / fan), √(3 / fan))
 *
 * Pitfall: `glorotUniform` of Keras is `mode: 'average'` here; Caffe's default counts the inputs only.
 *
 * @example
 * const conv = tf.layers.conv2d({filters: 20, kernelSize: 5, kernelInitializer: xavier({seed: 1})});
 * @see Glorot, Bengio (2010), equation 16; Caffe's `XavierFiller`.
 */
export class Xavier extends SeededInitializer {
  /** The name under which tfjs saves it. */
  static readonly className: string = 'Xavier';
  readonly mode: FanMode;

  constructor(args: XavierArgs = {}) {
    const {mode = 'fanIn', seed} = checkOptions('xavier', args, OPTIONS, "{mode: 'fanIn'}");
    super(seed, 'xavier');
    this.mode = checksFor('xavier').oneOf('mode', mode, FAN_MODES);
  }

  protected override fill(values: Float32Array, stream: RandomStream, shape: readonly number[]): void {
    const limit = Math.sqrt(3 / countFan('xavier', shape, this.mode));
    fillUniform(values, stream, -limit, limit);
  }

  /** Returns every resolved argument, the drawn seed included. */
  override getConfig(): serialization.ConfigDict {
    return {mode: this.mode, seed: this.seed};
  }
}

/** Makes a {@link Xavier} initializer. */
export function xavier(args: XavierArgs = {}): Xavier {
  return new Xavier(args);
}
