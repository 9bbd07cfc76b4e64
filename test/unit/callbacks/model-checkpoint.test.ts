import type * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {ModelCheckpoint, type ModelCheckpointInfo} from '../../../src/callbacks/model-checkpoint';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {expectAlexNetError} from '../../support/matchers';
import {SMALL_TRAININGS} from '../../support/small-training';

/** A place in memory, and what was saved there. */
function place(): {handler: tf.io.IOHandler; saved: tf.io.ModelArtifacts[]} {
  const saved: tf.io.ModelArtifacts[] = [];
  const handler = {
    save: (artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> => {
      saved.push(artifacts);
      return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}});
    },
  };
  return {handler, saved};
}

/** Hands metrics to a checkpoint as fit would, without a training. */
async function feed(checkpoint: ModelCheckpoint, values: number[]): Promise<void> {
  checkpoint.model = {save: () => Promise.resolve()} as unknown as typeof checkpoint.model;
  for (const [epoch, value] of values.entries()) {
    await checkpoint.onEpochEnd(epoch, {val_loss: value, val_acc: value});
  }
}

describe.each(SMALL_TRAININGS)('ModelCheckpoint in %s', (_, train) => {
  it('saves after every epoch into one place by default', async () => {
    const {handler, saved} = place();
    await train({callbacks: new ModelCheckpoint({save: handler}), epochs: 3});
    expect(saved.length).toBe(3);
    expect(saved[0]!.trainingConfig).toBe(undefined);
    expect(saved[0]!.weightSpecs!.map(({name}) => name)).toEqual(['small/kernel', 'small/bias']);
  });

  it('tells the place what it is to hold', async () => {
    const infos: ModelCheckpointInfo[] = [];
    const {handler, saved} = place();
    const save = (info: ModelCheckpointInfo): tf.io.IOHandler => {
      infos.push(info);
      return handler;
    };
    await train({callbacks: new ModelCheckpoint({save, everyEpochs: 2}), epochs: 4, validate: true});
    expect(saved.length).toBe(2);
    expect(infos.map(({epoch, best}) => ({epoch, best}))).toEqual([
      {epoch: 1, best: true},
      {epoch: 3, best: true},
    ]);
    expect(infos[0]!.value).toBe(infos[0]!.metrics.val_loss);
    expect(infos[0]!.value).toBeGreaterThan(infos[1]!.value!);
  });

  it('saves the optimizer where it is asked to', async () => {
    const {handler, saved} = place();
    const callbacks = new ModelCheckpoint({save: handler, includeOptimizer: true});
    await train({callbacks, optimizer: momentumSGD()});
    expect(saved[0]!.weightSpecs!.map(({name}) => name)).toEqual([
      'small/kernel',
      'small/bias',
      'iter',
      'small/kernel/momentum',
      'small/bias/momentum',
    ]);
  });

  it('names the metrics that there are when the watched one is missing', async () => {
    const callbacks = new ModelCheckpoint({save: place().handler, saveBestOnly: true});
    await expectAlexNetError(() => train({callbacks}), 'bad-argument', 'one of loss', 'pass validationData');
  });
});

describe('ModelCheckpoint', () => {
  it('saves only what is better than all before, and no metric that is not a number', async () => {
    const checkpoint = new ModelCheckpoint({save: place().handler, saveBestOnly: true});
    await feed(checkpoint, [NaN, 3, 2, NaN, 2, 2.5, 1]);
    expect(checkpoint.saved.map(({epoch}) => epoch)).toEqual([1, 2, 6]);
  });

  it('takes the higher for the better where the name says accuracy, or the mode does', async () => {
    const checkpoint = new ModelCheckpoint({save: place().handler, saveBestOnly: true, monitor: 'val_acc'});
    await feed(checkpoint, [0, 0.5, 0.4, 0.6]);
    expect(checkpoint.saved.map(({epoch}) => epoch)).toEqual([0, 1, 3]);
  });

  it('keeps the best and the last one and removes the others', async () => {
    const removed: number[] = [];
    const checkpoint = new ModelCheckpoint({
      save: () => place().handler,
      keep: 2,
      remove: ({epoch}) => {
        removed.push(epoch);
      },
    });
    await feed(checkpoint, [5, 3, 4, NaN, 3, 9]);
    // Of the equal 3s the earlier comes first.
    expect(checkpoint.saved.map(({epoch}) => epoch)).toEqual([1, 4, 5]);
    expect(removed).toEqual([0, 2, 3]);
  });

  it('refuses keep without a way to remove', async () => {
    await expectAlexNetError(
      () => new ModelCheckpoint({save: 'indexeddb://x', keep: 2}),
      'bad-argument',
      'save: string, remove: undefined',
      'leave keep out',
    );
  });

  it('refuses a part of an epoch', async () => {
    await expectAlexNetError(
      () => new ModelCheckpoint({save: 'indexeddb://x', everyEpochs: 0}),
      'bad-argument',
      'everyEpochs = 0',
    );
  });
});
