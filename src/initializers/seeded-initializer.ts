/**
 * Base of the random initializers: a seed, values that are drawn in plain TypeScript (so that every backend gets the
 * same bits), and a config that tfjs can save.
 *
 * tfjs-layers accepts as an initializer only what inherits from its class `Initializer`, which it does not export.
 * Every initializer that it makes inherits directly from it, so the class is one step up from any of them.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import {RandomStream} from '../core/random';
import {AlexNetError} from '../errors';

/** The initializer class of tfjs-layers. */
export type Initializer = ReturnType<typeof tfl.initializers.ones>;

type InitializerClass = (abstract new () => Initializer) &
  Pick<typeof tf.serialization.Serializable, 'fromConfig'>;

const InitializerBase = Object.getPrototypeOf(tfl.initializers.zeros().constructor) as InitializerClass;

/** The argument that all random initializers share. */
export interface SeededInitializerArgs {
  /**
   * Start of the random sequence, an integer ≥ 0. The same seed and shape produce the same values on every machine
   * and backend. Default: one drawn at random, which `getConfig()` records.
   */
  seed?: number;
}

/** Base of the initializers that draw from a seeded stream. */
export abstract class SeededInitializer extends InitializerBase {
  /** Start of the random sequence: the argument, or the one that was drawn. */
  readonly seed: number;
  readonly #seedIsGiven: boolean;
  #applications = 0;

  constructor(seed: number | undefined, where: string) {
    super();
    this.#seedIsGiven = seed !== undefined && (seed as unknown) !== null;
    this.seed = this.#seedIsGiven
      ? checksFor(where).integer('seed', seed, 0, Number.MAX_SAFE_INTEGER)
      : Math.floor(Math.random() * 4294967296);
  }

  /** Fills the values of a weight of this shape. */
  protected abstract fill(values: Float32Array, stream: RandomStream, shape: readonly number[]): void;

  /**
   * Returns a new tensor of random values.
   *
   * Pitfall: with a seed, two weights of one shape get the same values; pass each layer its own seed. Without a seed
   * every weight gets different values.
   */
  override apply(shape: tfl.Shape, dtype: tf.DataType = 'float32'): tf.Tensor {
    const lengths = this.#checkShape(shape, dtype);
    const values = new Float32Array(lengths.reduce((product, length) => product * length, 1));
    const application = this.#seedIsGiven ? 0 : this.#applications++;
    const stream = RandomStream.derive(this.seed, this.getClassName(), application);
    this.fill(values, stream, lengths);
    return tf.tensor(values, lengths, 'float32');
  }

  #checkShape(shape: tfl.Shape, dtype: tf.DataType): number[] {
    const lengths = shape.filter(length => length !== null);
    if (lengths.length !== shape.length || dtype !== 'float32') {
      throw new AlexNetError({
        code: 'bad-shape',
        where: this.getClassName(),
        problem: 'cannot draw values for this weight.',
        expected: 'a shape without unknown lengths, dtype float32',
        received: `shape ${show(shape)}, dtype ${dtype}`,
        fix: 'set an input shape with known channels on the layer and leave its dtype at float32',
      });
    }
    return lengths;
  }
}
