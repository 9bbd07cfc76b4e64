/**
 * The callbacks decide as those of Keras 3 and PyTorch do, on 2,000 random sequences of metrics each, with NaN,
 * infinities, rates set by hand, and an interruption with a resume from the state at a random epoch.
 * test/golden/make_callbacks.py records the decisions; the draws here repeat its own, in the same order.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {EarlyStopping} from '../../src/callbacks/early-stopping';
import {ModelCheckpoint} from '../../src/callbacks/model-checkpoint';
import {getLearningRate, setLearningRate} from '../../src/callbacks/optimizer-learning-rate';
import {ReduceLROnPlateau} from '../../src/callbacks/reduce-lr-on-plateau';

interface Decisions {
  first: number[];
  /** Four hexadecimal digits for each case. */
  hashes: string;
}
type Family =
  'kerasReduceLROnPlateau' | 'torchReduceLROnPlateau' | 'kerasModelCheckpoint' | 'kerasEarlyStopping';
const FAMILIES: readonly Family[] = [
  'kerasReduceLROnPlateau',
  'torchReduceLROnPlateau',
  'kerasModelCheckpoint',
  'kerasEarlyStopping',
];
const golden = JSON.parse(
  readFileSync(resolve(import.meta.dirname, 'data/callbacks.json'), 'utf8'),
) as Record<Family, Decisions> & {cases: number};

/** The generator mulberry32, from which all of a case is drawn. */
class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

function drawMetrics(draws: Draws): number[] {
  let value = draws.below(64) - 16;
  return Array.from({length: 12 + draws.below(28)}, () => {
    value += draws.of([-3, -1, 0, 0, 0, 1, 2]);
    return [NaN, NaN, Infinity, -Infinity][draws.below(32)] ?? value / 64;
  });
}

function drawPlateau(draws: Draws) {
  const args = {
    mode: draws.of(['min', 'max'] as const),
    factor: draws.of([0.5, 0.25]),
    patience: draws.below(5),
    minDelta: draws.of([0, 1e-4, 1 / 64, 0.25]),
    minDeltaMode: draws.of(['abs', 'rel'] as const),
    cooldown: draws.below(4),
    minLr: draws.of([0, 2 ** -4, 2 ** -8]),
    minReduction: draws.of([0, 1e-8, 2 ** -5]),
  };
  const rate = 2 ** -draws.below(4);
  const metrics = drawMetrics(draws);
  const hand = metrics.map(() => (draws.below(8) === 0 ? 2 ** -draws.below(8) : undefined));
  return {args, rate, metrics, hand, cut: draws.below(metrics.length + 1)};
}

function drawCheckpoint(draws: Draws) {
  const mode = draws.of(['min', 'max'] as const);
  const initialBest = draws.of([undefined, undefined, 0, 0.5]);
  return {args: {mode, initialBest}, metrics: drawMetrics(draws)};
}

function drawStopping(draws: Draws) {
  const args = {
    mode: draws.of(['min', 'max'] as const),
    patience: draws.below(6),
    minDelta: draws.of([0, 1e-4, 1 / 64, 0.25]),
    baseline: draws.of([undefined, undefined, 0, 0.5]),
    startFromEpoch: draws.of([0, 0, 0, 1, 3]),
  };
  return {args, metrics: drawMetrics(draws)};
}

function hash16(numbers: readonly number[]): string {
  let value = 0x811c9dc5;
  for (const number of numbers) {
    value = Math.imul(value ^ number, 0x01000193);
  }
  return ((value ^ (value >>> 16)) & 0xffff).toString(16).padStart(4, '0');
}

/** A state after writing it to JSON and reading it. */
const written = <T>(state: T): T => JSON.parse(JSON.stringify(state)) as T;
/** Sets the model of a callback, as tfjs does. */
const give = (callback: {model: unknown}, model: object): void => void (callback.model = model);
/** Epoch at which a new instance resumes; it depends on the case. */
const cutOf = (number: number, length: number): number => (number * 7919) % (length + 1);

/** The exponents of the rates after each epoch. */
async function decidePlateau(
  {args, rate, metrics, hand, cut}: ReturnType<typeof drawPlateau>,
  options: object,
): Promise<number[]> {
  const optimizer = tf.train.sgd(rate);
  let callback = new ReduceLROnPlateau({monitor: 'm', ...args, ...options});
  give(callback, {optimizer});
  const rates: number[] = [];
  for (const [epoch, m] of metrics.entries()) {
    if (epoch === cut) {
      const state = written(callback.state);
      callback = new ReduceLROnPlateau({state});
      give(callback, {optimizer});
    }
    const byHand = hand[epoch];
    if (byHand !== undefined) {
      setLearningRate(optimizer, byHand);
    }
    await callback.onEpochEnd(epoch, {m});
    rates.push(Math.trunc(-Math.log2(getLearningRate(optimizer))));
  }
  optimizer.dispose();
  return rates;
}

/** The epochs that were saved. */
async function decideCheckpoint(
  {args, metrics}: ReturnType<typeof drawCheckpoint>,
  firstIsBest: boolean,
  cut: number,
): Promise<number[]> {
  const saved: number[] = [];
  let epochNow = -1;
  const model = {save: () => Promise.resolve(saved.push(epochNow))};
  const options = {save: 'memory://', monitor: 'm', saveBestOnly: true, firstIsBest};
  let callback = new ModelCheckpoint({...options, ...args});
  give(callback, model);
  for (const [epoch, m] of metrics.entries()) {
    if (epoch === cut) {
      const state = written(callback.state);
      callback = new ModelCheckpoint({...options, state});
      give(callback, model);
    }
    epochNow = epoch;
    await callback.onEpochEnd(epoch, {m});
  }
  return saved;
}

/** The epoch that stopped the training, or -1, and the epoch whose weights were restored, or -1. */
async function decideStopping(
  {args, metrics}: ReturnType<typeof drawStopping>,
  firstIsBest: boolean,
  cut = -1,
): Promise<number[]> {
  let [stopped, restored] = [-1, -1];
  const model = {
    stopTraining: false,
    epoch: -1,
    getWeights: () => [tf.scalar(model.epoch)],
    setWeights: ([weight]: tf.Tensor[]) => {
      restored = weight!.dataSync()[0]!;
    },
  };
  const options = {...args, monitor: 'm', firstIsBest};
  let callback = new EarlyStopping(options);
  give(callback, model);
  tf.engine().startScope();
  await callback.onTrainBegin();
  for (const [epoch, m] of metrics.entries()) {
    if (epoch === cut) {
      const state = written(callback.state);
      callback.dispose();
      callback = new EarlyStopping({...options, state});
      give(callback, model);
      await callback.onTrainBegin();
    }
    model.epoch = epoch;
    await callback.onEpochEnd(epoch, {m});
    if (model.stopTraining) {
      stopped = epoch;
      break;
    }
  }
  await callback.onTrainEnd();
  tf.engine().endScope();
  // A state contains no weights, so for a resumed training the best epoch is compared.
  return [stopped, cut < 0 ? restored : (callback.bestEpoch ?? -1)];
}

/** Whether the first watched metric is one that only `firstIsBest` accepts as the best. */
function isFirstOdd(metrics: readonly number[], start = 0): boolean {
  return !Number.isFinite(metrics[start] ?? 0);
}

/** Compares all cases of a family with the recorded decisions. */
async function compare(
  family: Family,
  decide: (draws: Draws, number: number) => Promise<number[]>,
): Promise<void> {
  const {first, hashes} = golden[family];
  const base = FAMILIES.indexOf(family) << 16;
  expect(await decide(new Draws(base), 0)).toEqual(first);
  const wrong: number[] = [];
  for (let i = 0; i < golden.cases; i++) {
    if (hash16(await decide(new Draws(base + i), i)) !== hashes.slice(4 * i, 4 * i + 4)) {
      wrong.push(i);
    }
  }
  expect(wrong, `cases of ${family}; recorded by: python test/golden/make_callbacks.py`).toEqual([]);
}

describe('decisions on 2,000 random sequences', () => {
  it('ReduceLROnPlateau: equal those of PyTorch, resumed at any epoch', async () => {
    await compare('torchReduceLROnPlateau', draws => decidePlateau(drawPlateau(draws), {}));
  });

  it('ReduceLROnPlateau: equal those of Keras with counting keras, and firstIsBest where NaN or ∞ is first', async () => {
    await compare('kerasReduceLROnPlateau', draws => {
      const plateau = drawPlateau(draws);
      return decidePlateau(plateau, {
        counting: 'keras',
        firstIsBest: isFirstOdd(plateau.metrics),
        // Keras supports neither.
        minDeltaMode: 'abs',
        minReduction: 0,
      });
    });
  });

  it('ModelCheckpoint: equal those of Keras, resumed at any epoch', async () => {
    await compare('kerasModelCheckpoint', (draws, number) => {
      const checkpoint = drawCheckpoint(draws);
      const {metrics} = checkpoint;
      return decideCheckpoint(checkpoint, isFirstOdd(metrics), cutOf(number, metrics.length));
    });
  });

  it('EarlyStopping: equal those of Keras, the restored weights too', async () => {
    await compare('kerasEarlyStopping', draws => {
      const stopping = drawStopping(draws);
      return decideStopping(stopping, isFirstOdd(stopping.metrics, stopping.args.startFromEpoch));
    });
  });

  it('EarlyStopping: equal those of Keras, resumed at any epoch', async () => {
    await compare('kerasEarlyStopping', (draws, number) => {
      const stopping = drawStopping(draws);
      const {metrics, args} = stopping;
      return decideStopping(
        stopping,
        isFirstOdd(metrics, args.startFromEpoch),
        cutOf(number, metrics.length),
      );
    });
  });
});
