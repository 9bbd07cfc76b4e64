import type * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {
  ModelCheckpoint,
  type ModelCheckpointInfo,
  type ModelCheckpointOptions,
  type ModelCheckpointState,
} from '../../../src/callbacks/model-checkpoint';
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
async function feed(
  checkpoint: ModelCheckpoint,
  values: number[],
  names = ['val_loss', 'val_acc'],
): Promise<void> {
  checkpoint.model = {save: () => Promise.resolve()} as unknown as typeof checkpoint.model;
  for (const [epoch, value] of values.entries()) {
    await checkpoint.onEpochEnd(epoch, Object.fromEntries(names.map(name => [name, value])));
  }
}

const epochsOf = (checkpoint: ModelCheckpoint): number[] => checkpoint.saved.map(({epoch}) => epoch);

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

  it('refuses a fraction of an epoch', async () => {
    await expectAlexNetError(
      () => new ModelCheckpoint({save: 'indexeddb://x', everyEpochs: 0}),
      'bad-argument',
      'everyEpochs = 0',
    );
  });

  it.each(['val_precision', 'recall', 'val_auc', 'f1', 'val_r2'])(
    'takes the higher %s for the better, unasked',
    async monitor => {
      const checkpoint = new ModelCheckpoint({save: place().handler, saveBestOnly: true, monitor});
      await feed(checkpoint, [0.1, 0.5, 0.4], [monitor]);
      expect(epochsOf(checkpoint)).toEqual([0, 1]);
    },
  );

  it('takes the lower loss for the better, whatever the output is called', async () => {
    const monitor = 'val_accessory_loss';
    const checkpoint = new ModelCheckpoint({save: place().handler, saveBestOnly: true, monitor});
    await feed(checkpoint, [0.5, 0.1, 0.4], [monitor]);
    expect(epochsOf(checkpoint)).toEqual([0, 1]);
  });

  it('asks for the mode of a metric that it does not know', async () => {
    await expectAlexNetError(
      () => new ModelCheckpoint({save: 'indexeddb://x', monitor: 'val_score'}),
      'bad-argument',
      '"val_score"',
      "mode: 'max'",
    );
    const checkpoint = new ModelCheckpoint({
      save: place().handler,
      saveBestOnly: true,
      monitor: 'val_score',
      mode: 'max',
    });
    await feed(checkpoint, [1, 2], ['val_score']);
    expect(epochsOf(checkpoint)).toEqual([0, 1]);
  });

  it('wants a best that is given back to be beaten', async () => {
    const checkpoint = new ModelCheckpoint({save: place().handler, saveBestOnly: true, initialBest: 0.5});
    await feed(checkpoint, [0.9, 0.5, 0.4]);
    expect(epochsOf(checkpoint)).toEqual([2]);
    expect(checkpoint.best).toBe(0.4);
  });

  it('resumes from its state as if it had not stopped, at any point', async () => {
    const values = [NaN, 3, Infinity, 2, 2.5, 2, 1, NaN, 0.5];
    const removed: number[] = [];
    const options = (): ModelCheckpointOptions => ({
      save: () => place().handler,
      keep: 2,
      remove: ({epoch}) => void removed.push(epoch),
    });
    const straight = new ModelCheckpoint(options());
    await feed(straight, values);
    const removedStraight = removed.splice(0);
    for (let stop = 0; stop <= values.length; stop++) {
      const first = new ModelCheckpoint(options());
      await feed(first, values.slice(0, stop));
      const state = JSON.parse(JSON.stringify(first.state)) as ModelCheckpointState;
      const second = new ModelCheckpoint({...options(), state});
      await feed(second, values.slice(stop));
      expect(second.state).toEqual(straight.state);
      expect(second.saved).toEqual(straight.saved);
      expect(removed.splice(0)).toEqual(removedStraight);
    }
  });

  it('counts epochs on through further trainings, so that no place is used twice', async () => {
    const checkpoint = new ModelCheckpoint({save: place().handler});
    await feed(checkpoint, [1, 1]);
    await feed(checkpoint, [1, 1]);
    expect(epochsOf(checkpoint)).toEqual([0, 1, 2, 3]);
  });

  it('still wants a best beaten that could not be saved', async () => {
    const checkpoint = new ModelCheckpoint({save: place().handler, saveBestOnly: true});
    await feed(checkpoint, [2]);
    checkpoint.model = {save: () => Promise.reject(new Error('full'))} as unknown as typeof checkpoint.model;
    await expect(checkpoint.onEpochEnd(1, {val_loss: 1})).rejects.toThrow('full');
    expect(checkpoint.best).toBe(2);
  });

  it('wants an improvement of minDelta, relative where it is told so', async () => {
    const absolute = new ModelCheckpoint({save: place().handler, saveBestOnly: true, minDelta: 0.5});
    await feed(absolute, [4, 3.75, 3.25]);
    expect(epochsOf(absolute)).toEqual([0, 2]);
    const relative = new ModelCheckpoint({
      save: place().handler,
      saveBestOnly: true,
      minDelta: 0.5,
      minDeltaMode: 'rel',
    });
    await feed(relative, [4, 3, 1.75]);
    expect(epochsOf(relative)).toEqual([0, 2]);
  });

  it('refuses a damaged state', async () => {
    const {state} = new ModelCheckpoint({save: 'indexeddb://x'});
    const make = (change: object) => (): unknown =>
      new ModelCheckpoint({save: 'indexeddb://x', state: {...state, ...change}});
    await expectAlexNetError(make({best: 'low'}), 'bad-state', 'best = "low"');
    await expectAlexNetError(make({epochs: -1}), 'bad-state', 'epochs = -1');
    await expectAlexNetError(make({saved: 3}), 'bad-argument', 'saved = 3');
  });

  it.each([
    [{save_best_only: true}, 'did you mean "saveBestOnly"?'],
    [{filepath: 'x'}, 'did you mean "save"?'],
    [{initial_value_threshold: 1}, 'did you mean "initialBest"?'],
    [{save_freq: 2}, 'did you mean "everyEpochs"?'],
  ])('refuses the option in %j', async (options, fix) => {
    await expectAlexNetError(
      () => new ModelCheckpoint({save: 'indexeddb://x', ...options}),
      'bad-argument',
      fix,
    );
  });
});
