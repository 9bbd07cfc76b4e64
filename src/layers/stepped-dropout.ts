/**
 * Dropout whose seed advances.
 * Krizhevsky, Sutskever, Hinton (2012), section 4.2.
 * Kept units are scaled by 1 / (1 − rate) in training, where the paper halves the outputs in prediction.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {RandomStream} from '../core/random';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';

/** Arguments of {@link SteppedDropout}. */
export type SteppedDropoutArgs = NonNullable<LayerArgs> & {
  /** Fraction of the units that are dropped. In [0, 1). Default 0.5 (section 4.2). */
  rate?: number;
  /** Start of the random sequence. Integer, ≥ 0. Default: one drawn at random, which `getConfig()` records. */
  seed?: number;
  /**
   * Tells apart the masks of layers with the same seed. Default: the position in the network and the name, where one is
   * given. Empty: the seed alone decides, as in models that were saved without a place.
   */
  place?: string;
};

const OPTIONS: KnownOptions<SteppedDropoutArgs> = {...LAYER_OPTIONS, rate: true, seed: true, place: true};

/**
 * Dropout whose mask is a function of the seed, the place in the network and the number of training calls so far.
 *
 *     y = x · mask / (1 − rate),   mask[i] = 1 with probability 1 − rate
 *
 * Shapes: any in, the same out. Active only with `training: true`; each such call advances `step` by one. The masks are
 * the same on every backend.
 *
 * Pitfall: a seeded `tf.layers.dropout` draws the same mask at every step, so that the same units are always dropped.
 *
 * @example
 * const drop6 = steppedDropout({rate: 0.5, seed: 1});
 * drop6.apply(tf.ones([2, 4096]), {training: true}); // about half zeros, the rest 2
 * drop6.step; // 1: save it to resume from here
 * @see Krizhevsky, Sutskever, Hinton (2012), section 4.2.
 */
export class SteppedDropout extends tfl.layers.Layer {
  /** Name under which models are saved. */
  static readonly className = 'SteppedDropout';
  /** Fraction of the units that are dropped. */
  readonly rate: number;
  /** Start of the random sequence. */
  readonly seed: number;
  readonly #place: string | undefined;
  readonly #givenName: string;
  #step = 0;

  constructor(args: SteppedDropoutArgs = {}) {
    super(checkOptions('SteppedDropout', args, OPTIONS, '{rate: 0.5}'));
    const {rate = 0.5, seed = Math.floor(Math.random() * 4294967296), place, name = ''} = args;
    const check = checksFor(`SteppedDropout "${this.name}"`);
    this.rate = check.finite('rate', rate, 0, 1 - Number.EPSILON);
    this.seed = check.integer('seed', seed, 0, Number.MAX_SAFE_INTEGER);
    this.#place = place === undefined || place === '' ? place : check.text('place', place);
    this.#givenName = name;
    this.supportsMasking = true;
  }

  /** Reads a saved layer. One without a place is of a version in which the seed alone decided. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls({place: '', ...config});
  }

  /** Tells apart the masks of layers with the same seed; see `SteppedDropoutArgs`. */
  get place(): string {
    return this.#place ?? [...branchesTo(this), this.#givenName].join('/');
  }

  /** Training calls so far; after it is set, the masks continue from that call. */
  get step(): number {
    return this.#step;
  }

  set step(step: number) {
    this.#step = checksFor(`SteppedDropout "${this.name}"`).integer('step', step, 0);
  }

  /** Returns the shape of the input. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  /** Drops units in training; returns the input otherwise. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    const [x] = (Array.isArray(inputs) ? inputs : [inputs]) as [tf.Tensor];
    if (kwargs.training !== true || this.rate === 0) {
      return x;
    }
    const mask = this.#drawMask(x.size);
    this.#step++;
    return tf.tidy(() => tf.mul(x, tf.tensor(mask, x.shape)));
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), rate: this.rate, seed: this.seed, place: this.place};
  }

  #drawMask(size: number): Float32Array {
    const {place} = this;
    const stream = RandomStream.derive(this.seed, 'dropout', ...(place === '' ? [] : [place]), this.#step);
    const threshold = this.rate * 4294967296;
    const kept = 1 / (1 - this.rate);
    const mask = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      mask[i] = stream.uint32() < threshold ? 0 : kept;
    }
    return mask;
  }
}

/**
 * The way from the input of the network to a layer: for each layer on it, the number of the branch that leads on. No two
 * layers of a network have the same, and the network that is built again has it again.
 */
function branchesTo(layer: tfl.layers.Layer): number[] {
  const branches: number[] = [];
  let [node] = layer.inboundNodes;
  while (node !== undefined) {
    const [source]: (tfl.layers.Layer | undefined)[] = node.inboundLayers;
    if (source === undefined) {
      break;
    }
    branches.unshift(source.outboundNodes.indexOf(node));
    [node] = source.inboundNodes;
  }
  return branches;
}

/** Makes a {@link SteppedDropout} layer. */
export function steppedDropout(args: SteppedDropoutArgs = {}): SteppedDropout {
  return new SteppedDropout(args);
}
