import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {TensorBoard} from '../../../src/callbacks/tensorboard';
import {encodeFileVersion} from '../../../src/formats/tensorboard/tensorboard-events';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {expectAlexNetError} from '../../support/matchers';
import {BATCHES, SMALL_TRAININGS} from '../../support/small-training';

const text = (record: Uint8Array): string => Buffer.from(record).toString('latin1');
/** The step of a record that has one below 128: the byte after tag 0x10, behind the nine bytes of the time. */
const stepOf = (record: Uint8Array): number => (record[12 + 9] === 0x10 ? record[12 + 10]! : NaN);

describe.each(SMALL_TRAININGS)('TensorBoard in %s', (_, train) => {
  it('writes the version, each batch and each epoch, counted through', async () => {
    const records: Uint8Array[] = [];
    const callbacks = new TensorBoard({write: record => void records.push(record), now: () => 5});
    await train({callbacks, epochs: 2, validate: true, metrics: ['accuracy'], optimizer: momentumSGD()});
    expect(records[0]).toEqual(encodeFileVersion(5));
    const batches = records.filter(record => text(record).includes('batch/loss'));
    expect(batches.map(stepOf)).toEqual([0, 1, 2, 3]);
    for (const record of batches) {
      expect(text(record)).toContain('batch/learningRate');
      expect(text(record)).toContain('batch/acc');
      expect(text(record)).not.toContain('batch/size');
    }
    const epochs = records.filter(record => text(record).includes('epoch/val_loss'));
    expect(epochs.map(stepOf)).toEqual([0, 1]);
    expect(records.length).toBe(1 + 2 * BATCHES + 2);
  });

  it('writes every so many batches, and continues where an earlier run stopped', async () => {
    const records: Uint8Array[] = [];
    const write = (record: Uint8Array): void => void records.push(record);
    await train({callbacks: new TensorBoard({write, everyBatches: 3, firstStep: 2}), epochs: 3});
    expect(records.filter(record => text(record).includes('batch/loss')).map(stepOf)).toEqual([3, 6]);
  });

  it('writes a histogram of each weight where it is asked to', async () => {
    const records: Uint8Array[] = [];
    const write = (record: Uint8Array): Promise<void> => Promise.resolve(void records.push(record));
    await train({callbacks: new TensorBoard({write, histogramEpochs: 2}), epochs: 4});
    for (const name of ['small/kernel', 'small/bias']) {
      expect(records.filter(record => text(record).includes(name)).map(stepOf)).toEqual([1, 3]);
    }
  });

  it('writes the version once for several trainings', async () => {
    const records: Uint8Array[] = [];
    const callbacks = new TensorBoard({write: record => void records.push(record)});
    await train({callbacks});
    await train({callbacks});
    expect(records.filter(record => text(record).includes('brain.Event:2')).length).toBe(1);
  });

  it('counts batches and epochs on through several trainings, and from those of an earlier run', async () => {
    const records: Uint8Array[] = [];
    const write = (record: Uint8Array): void => void records.push(record);
    const callbacks = new TensorBoard({write, histogramEpochs: 3});
    await train({callbacks});
    await train({callbacks, epochs: 2});
    const steps = (tag: string): number[] => records.filter(record => text(record).includes(tag)).map(stepOf);
    expect(steps('batch/loss')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(steps('epoch/loss')).toEqual([0, 1, 2]);
    expect(steps('small/kernel')).toEqual([2]);
    const {steps: firstStep, epochs: firstEpoch} = callbacks;
    records.length = 0;
    await train({callbacks: new TensorBoard({write, firstStep, firstEpoch})});
    expect(steps('batch/loss')).toEqual([6, 7]);
    expect(steps('epoch/loss')).toEqual([3]);
  });

  it('leaks no tensor', async () => {
    const run = async (): Promise<number> => {
      const before = tf.memory().numTensors;
      const model = await train({callbacks: new TensorBoard({write: () => undefined}), epochs: 2});
      model.dispose();
      return tf.memory().numTensors - before;
    };
    expect(await run()).toBe(await run());
  });
});

describe('TensorBoard', () => {
  it('takes the epoch of fit where that is ahead, with initialEpoch', async () => {
    const records: Uint8Array[] = [];
    const callback = new TensorBoard({write: record => void records.push(record)});
    await callback.onEpochEnd(5, {loss: 1});
    await callback.onEpochEnd(6, {loss: 1});
    expect(records.map(stepOf)).toEqual([5, 6]);
  });

  it.each([
    [{log_dir: 'logs'}, 'write: record => …'],
    [{update_freq: 10}, 'did you mean "everyBatches"?'],
    [{histogram_freq: 1}, 'did you mean "histogramEpochs"?'],
  ])('refuses the option in %j', async (options, fix) => {
    const write = (): void => undefined;
    await expectAlexNetError(() => new TensorBoard({write, ...options}), 'bad-argument', fix);
  });

  it('refuses 0 batches between two logs', async () => {
    const write = (): void => undefined;
    await expectAlexNetError(
      () => new TensorBoard({write, everyBatches: 0}),
      'bad-argument',
      'everyBatches = 0',
      'fix',
    );
  });
});
