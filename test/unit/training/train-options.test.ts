import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {tensorSource} from '../../../src/data/tensor-source';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {resolveTrainOptions, runIdentity} from '../../../src/training/train-options';
import {expectAlexNetError} from '../../support/matchers';
import {TINY_PREPROCESSING, tinySource} from '../../support/tiny-run';

const data = tinySource(22);
const base = {data, preprocessing: TINY_PREPROCESSING};

describe('resolveTrainOptions', () => {
  it('has the expected defaults', () => {
    expect(resolveTrainOptions(base)).toEqual({
      batchSize: 128,
      epochs: 90,
      warmupSteps: 0,
      seed: 0,
      evaluateEvery: 1,
      evaluationBatchSize: 128,
      checkpointEvery: 1,
      batchesPerEpoch: 1,
      scheduleSteps: 90,
      totalSteps: 90,
      schedule: {kind: 'constant'},
      augmentation: {},
    });
  });

  it('ends the run by maxSteps and leaves the length of the schedule to the epochs', () => {
    const resolved = resolveTrainOptions({...base, batchSize: 5, epochs: 4, maxSteps: 7});
    expect([resolved.batchesPerEpoch, resolved.totalSteps, resolved.scheduleSteps]).toEqual([5, 7, 20]);
    expect(resolveTrainOptions({...base, batchSize: 5, epochs: 4, maxSteps: 70}).totalSteps).toBe(20);
  });

  it('refuses numbers out of range', async () => {
    for (const [name, value] of [
      ['batchSize', 0],
      ['epochs', 1.5],
      ['maxSteps', 0],
      ['warmupSteps', -1],
      ['evaluateEvery', 0],
      ['checkpointEvery', Number.NaN],
      ['seed', 0.5],
    ] as const) {
      await expectAlexNetError(
        () => resolveTrainOptions({...base, [name]: value}),
        'bad-argument',
        `${name} = ${value}`,
      );
    }
  });

  it('refuses data that do not fit the classes', async () => {
    const bytes = new Uint8Array(300);
    const shape = {imageShape: [10, 10, 3] as const};
    await expectAlexNetError(
      () => resolveTrainOptions({...base, data: tensorSource(bytes, [0], ['light', 'dark'], shape)}),
      'bad-data',
      'light, dark',
      'fix: open the photos with {classes}',
    );
    await expectAlexNetError(
      () => resolveTrainOptions({...base, validation: tensorSource(bytes, [-1], ['dark', 'light'], shape)}),
      'bad-data',
      'train validation',
      'label -1',
    );
  });
});

describe('runIdentity', () => {
  it('is what must not change in a resumed run; neither the end nor the rhythm of checkpoints is', () => {
    const identityOf = (change: object): string => {
      const options = {...base, ...change};
      const optimizer = momentumSGD();
      return JSON.stringify(runIdentity(options, resolveTrainOptions(options), optimizer, 0.01));
    };
    const same = identityOf({});
    for (const change of [{epochs: 7}, {maxSteps: 3}, {checkpointEvery: 9}, {onProgress: () => undefined}]) {
      expect(identityOf(change)).toBe(same);
    }
    for (const change of [
      {seed: 1},
      {batchSize: 3},
      {evaluateEvery: 2},
      {warmupSteps: 4},
      {validation: data},
    ]) {
      expect(identityOf(change)).not.toBe(same);
    }
    expect(identityOf({identity: {preset: 'x'}})).not.toBe(same);
  });

  it('leaves out the learning rate of the moment, which the schedule changes', () => {
    const resolved = resolveTrainOptions(base);
    const identity = runIdentity(base, resolved, tf.train.adam(0.5), 0.01);
    expect(identity).toMatchObject({learningRate: 0.01, optimizer: 'Adam'});
    expect(identity.optimizerConfig).not.toHaveProperty('learningRate');
  });
});
