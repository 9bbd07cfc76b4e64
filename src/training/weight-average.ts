import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {NamedArray} from '../core/named-array';
import {AlexNetError} from '../errors';
import {variableOf} from './optimizer-state';

/** Prefix of the names of a network's own weights in a checkpoint whose weights are averages. */
const PREFIX = 'trained:';

/**
 * Exponential moving average of the trainable weights of a model.
 *
 *     a₁ = w₁,   aₜ = decay · aₜ₋₁ + (1 − decay) · wₜ
 *
 * As in PyTorch (`AveragedModel` with `get_ema_multi_avg_fn(decay)`) and in Keras (`use_ema`, `ema_momentum`), the average
 * begins with the weights after the first step, and moving means and variances of batch normalization stay those of the
 * network.
 */
export class WeightAverage {
  readonly #decay: number;
  readonly #weights: readonly {name: string; variable: tf.Variable}[];
  #averages: tf.Tensor[] | undefined;

  constructor(model: tfl.LayersModel, decay: number) {
    this.#decay = decay;
    this.#weights = model.trainableWeights.map(weight => ({
      name: weight.originalName,
      variable: variableOf(weight),
    }));
  }

  /** Takes the weights after a training step into the average. */
  update(): void {
    const before = this.#averages;
    this.#averages = this.#weights.map(({variable}, i) =>
      tf.tidy(() => {
        const average = before?.[i];
        return tf.keep(
          average === undefined
            ? tf.clone(variable)
            : tf.add(tf.mul(average, this.#decay), tf.mul(variable, 1 - this.#decay)),
        );
      }),
    );
    tf.dispose(before);
  }

  /** Runs `body` while the model has the averages as its weights. No value is copied. */
  async within<T>(body: () => Promise<T>): Promise<T> {
    const averages = this.#averages;
    if (averages === undefined) {
      return body();
    }
    const trained = this.#weights.map(({variable}) => tf.keep(tf.clone(variable)));
    this.#assign(averages);
    try {
      return await body();
    } finally {
      this.#assign(trained);
      tf.dispose(trained);
    }
  }

  /** Reads the model's own weights, for a checkpoint; none before the first step, when they are the average, too. */
  async read(): Promise<NamedArray[]> {
    if (this.#averages === undefined) {
      return [];
    }
    return Promise.all(
      this.#weights.map(async ({name, variable}) => ({
        name: `${PREFIX}${name}`,
        shape: [...variable.shape],
        data: Float32Array.from(await variable.data()),
      })),
    );
  }

  /** Restores what {@link read} read, while the model has the averages of the same checkpoint as its weights. */
  restore(arrays: readonly NamedArray[]): void {
    this.dispose();
    if (arrays.length === 0) {
      return;
    }
    const saved = new Map(arrays.map(array => [array.name, array]));
    this.#averages = this.#weights.map(({variable}) => tf.keep(tf.clone(variable)));
    tf.tidy(() => {
      for (const {name, variable} of this.#weights) {
        const array = saved.get(`${PREFIX}${name}`);
        if (array?.data.length !== variable.size) {
          throw new AlexNetError({
            code: 'bad-state',
            where: 'averaged weights of a checkpoint',
            problem: `the trained weight ${name} is missing.`,
            expected: `${PREFIX}${name} with ${variable.size} values`,
            received: `${array?.data.length ?? 0} values`,
            fix: 'resume from another checkpoint',
          });
        }
        variable.assign(tf.tensor(array.data, variable.shape, variable.dtype));
      }
    });
  }

  /** Makes the averages the weights of the model, for good. */
  apply(): void {
    if (this.#averages !== undefined) {
      this.#assign(this.#averages);
    }
    this.dispose();
  }

  /** Frees the averages. */
  dispose(): void {
    tf.dispose(this.#averages);
    this.#averages = undefined;
  }

  #assign(values: readonly tf.Tensor[]): void {
    this.#weights.forEach(({variable}, i) => {
      const value = values[i];
      if (value !== undefined) {
        variable.assign(value);
      }
    });
  }
}

/** Separates the arrays of {@link WeightAverage.read} from those of the optimizer, beside which a checkpoint keeps them. */
export function splitTrainedWeights(arrays: readonly NamedArray[]): {
  trained: NamedArray[];
  optimizer: NamedArray[];
} {
  return {
    trained: arrays.filter(({name}) => name.startsWith(PREFIX)),
    optimizer: arrays.filter(({name}) => !name.startsWith(PREFIX)),
  };
}
