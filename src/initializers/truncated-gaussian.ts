import {type serialization} from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {fillTruncatedGaussian} from '../core/fill-gaussian';
import {type RandomStream} from '../core/random';
import {type GaussianArgs} from './gaussian';
import {SeededInitializer} from './seeded-initializer';

/** Arguments of {@link truncatedGaussian}. */
export type TruncatedGaussianArgs = GaussianArgs;

const OPTIONS: KnownOptions<TruncatedGaussianArgs> = {mean: true, stddev: true, seed: true};

/**
 * Normally distributed weights, each drawn again until it lies within two standard deviations of the mean.
 *
 * Pitfall: truncation reduces the standard deviation of the values to 0.88 of `stddev`, here as in TensorFlow.
 *
 * @example
 * const dense = tf.layers.dense({units: 4096, kernelInitializer: truncatedGaussian({stddev: 0.01, seed: 1})});
 * @see `tf.truncatedNormal`, which the TF-slim reproductions of AlexNet draw from.
 */
export class TruncatedGaussian extends SeededInitializer {
  /** The name under which tfjs saves it. */
  static readonly className: string = 'TruncatedGaussian';
  readonly mean: number;
  readonly stddev: number;

  constructor(args: TruncatedGaussianArgs = {}) {
    const {
      mean = 0,
      stddev = 0.01,
      seed,
    } = checkOptions('truncatedGaussian', args, OPTIONS, '{stddev: 0.01}');
    super(seed, 'truncatedGaussian');
    const check = checksFor('truncatedGaussian');
    this.mean = check.finite('mean', mean);
    this.stddev = check.finite('stddev', stddev, 0);
  }

  protected override fill(values: Float32Array, stream: RandomStream): void {
    fillTruncatedGaussian(values, stream, this.mean, this.stddev);
  }

  /** Returns every resolved argument, the drawn seed included. */
  override getConfig(): serialization.ConfigDict {
    return {mean: this.mean, stddev: this.stddev, seed: this.seed};
  }
}

/** Makes a {@link TruncatedGaussian} initializer. */
export function truncatedGaussian(args: TruncatedGaussianArgs = {}): TruncatedGaussian {
  return new TruncatedGaussian(args);
}
