import {type serialization} from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {fillGaussian} from '../core/fill-gaussian';
import {type RandomStream} from '../core/random';
import {SeededInitializer, type SeededInitializerArgs} from './seeded-initializer';

/** Arguments of {@link gaussian}. */
export interface GaussianArgs extends SeededInitializerArgs {
  /** Mean of the values. Default 0. */
  mean?: number;
  /** Standard deviation of the values. ≥ 0. Default 0.01 (section 5). */
  stddev?: number;
}

const OPTIONS: KnownOptions<GaussianArgs> = {mean: true, stddev: true, seed: true};

/**
 * Normally distributed weights of a fixed standard deviation.
 *
 * Pitfall: with N(0, 0.01), the loss of small nets and of deep nets with other widths than AlexNet's may never fall;
 * see {@link msra}.
 *
 * @example
 * const conv = tf.layers.conv2d({filters: 96, kernelSize: 11, kernelInitializer: gaussian({stddev: 0.01, seed: 1})});
 * @see Krizhevsky, Sutskever, Hinton (2012), section 5.
 */
export class Gaussian extends SeededInitializer {
  /** The name under which tfjs saves it. */
  static readonly className: string = 'Gaussian';
  readonly mean: number;
  readonly stddev: number;

  constructor(args: GaussianArgs = {}) {
    const {mean = 0, stddev = 0.01, seed} = checkOptions('gaussian', args, OPTIONS, '{stddev: 0.01}');
    super(seed, 'gaussian');
    const check = checksFor('gaussian');
    this.mean = check.finite('mean', mean);
    this.stddev = check.finite('stddev', stddev, 0);
  }

  protected override fill(values: Float32Array, stream: RandomStream): void {
    if (this.stddev !== 0) {
      fillGaussian(values, stream, this.mean, this.stddev);
    } else if (this.mean !== 0) {
      // With stddev 0 all values are equal: a hundred million draws would take seconds.
      values.fill(this.mean);
    }
  }

  /** Returns every resolved argument, the drawn seed included. */
  override getConfig(): serialization.ConfigDict {
    return {mean: this.mean, stddev: this.stddev, seed: this.seed};
  }
}

/** Makes a {@link Gaussian} initializer. */
export function gaussian(args: GaussianArgs = {}): Gaussian {
  return new Gaussian(args);
}
