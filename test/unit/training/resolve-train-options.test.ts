import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {tensorSource} from '../../../src/data/tensor-source';
import {MomentumSGD} from '../../../src/optimizers/momentum-sgd';
import {MemoryHistory} from '../../../src/training/history';
import {resolveTrainOptions} from '../../../src/training/resolve-train-options';
import {expectAlexNetError} from '../../support/matchers';
import {TINY_PREPROCESSING, tinySource} from '../../support/tiny-run';

const data = tinySource(22);
const base = {data, preprocessing: TINY_PREPROCESSING};

describe('resolveTrainOptions', () => {
  it('has the expected defaults', () => {
    expect(resolveTrainOptions(base)).toEqual({
      ...base,
      optimizer: expect.any(MomentumSGD) as unknown,
      learningRate: 0.01,
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
      evaluateStart: false,
      frozenFeatures: undefined,
      imageWeights: undefined,
      changedData: false,
      history: expect.any(MemoryHistory) as unknown,
      resume: false,
      identity: {},
      onWarning: console.warn,
      now: expect.any(Function) as unknown,
    });
  });

  it('treats undefined as an omitted option', () => {
    const names = [
      'optimizer',
      'learningRate',
      'evaluateStart',
      'history',
      'resume',
      'identity',
      'now',
      'seed',
    ];
    const undefinedOptions = Object.fromEntries(names.map(name => [name, undefined]));
    const resolved = resolveTrainOptions({...base, ...undefinedOptions});
    for (const name of names) {
      expect(resolved[name as keyof typeof resolved], name).not.toBeUndefined();
    }
  });

  it('trains on one view of frozen layers where no number is given', () => {
    const frozenFeatures = {boundary: 'flatten'};
    expect(resolveTrainOptions({...base, frozenFeatures}).frozenFeatures).toEqual({
      boundary: 'flatten',
      views: 1,
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
