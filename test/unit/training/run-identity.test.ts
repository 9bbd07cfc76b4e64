import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {resolveTrainOptions} from '../../../src/training/resolve-train-options';
import {checkSameRun, OF_DATA, runIdentity} from '../../../src/training/run-identity';
import {expectAlexNetError} from '../../support/matchers';
import {TINY_PREPROCESSING, tinySource} from '../../support/tiny-run';

const data = tinySource(22);
const base = {data, preprocessing: TINY_PREPROCESSING};

describe('runIdentity', () => {
  it('is what must not change in a resumed run; neither the end nor the rhythm of checkpoints is', () => {
    const identityOf = (change: object): string => {
      const options = {...base, ...change};
      return JSON.stringify(runIdentity(resolveTrainOptions(options)));
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
      {learningRate: 0.5},
      {frozenFeatures: {boundary: 'flatten'}},
    ]) {
      expect(identityOf(change)).not.toBe(same);
    }
    expect(identityOf({identity: {preset: 'x'}})).not.toBe(same);
  });

  it('leaves out the learning rate of the moment, which the schedule changes', () => {
    const optimizer = tf.train.adam(0.5);
    const identity = runIdentity(resolveTrainOptions({...base, optimizer, learningRate: 0.01}));
    expect(identity).toMatchObject({learningRate: 0.01, optimizer: 'Adam'});
    expect(identity.optimizerConfig).not.toHaveProperty('learningRate');
  });

  it('has the keys that checkpoints of version 0.1.0 hold', () => {
    const frozenFeatures = {boundary: 'flatten', views: 2 as const};
    const identity = runIdentity(
      resolveTrainOptions({...base, validation: data, frozenFeatures, identity: {preset: 'x'}}),
    );
    expect(JSON.parse(JSON.stringify(identity))).toEqual({
      preset: 'x',
      seed: 0,
      batchSize: 128,
      evaluateEvery: 1,
      warmupSteps: 0,
      schedule: {kind: 'constant'},
      augmentation: {},
      learningRate: 0.01,
      optimizer: 'MomentumSGD',
      optimizerConfig: {momentum: 0.9, weightDecay: 0.0005, multipliers: []},
      data: data.fingerprint,
      validation: data.fingerprint,
      frozenFeatures: {boundary: 'flatten', views: 2},
    });
  });
});

describe('checkSameRun', () => {
  it('takes undefined for missing, as JSON does', () => {
    expect(() => {
      checkSameRun({seed: 1}, {seed: 1, validation: undefined}, 'here');
    }).not.toThrow(/./);
  });

  it('names the decoder of photos in words, and does not take it for changed photos', async () => {
    const check = (): void => {
      checkSameRun({seed: 1}, {seed: 1, decoder: 'wasm'}, 'here', {except: OF_DATA});
    };
    await expectAlexNetError(check, 'bad-state', 'the decoder of photos changed', 'named in run.json');
    expect(() => {
      checkSameRun({seed: 1}, {seed: 1, decoder: undefined}, 'here');
    }).not.toThrow(/./);
  });

  it('names every difference, with both values', async () => {
    const error = await expectAlexNetError(
      () => {
        checkSameRun({seed: 1, batchSize: 2, gone: 3}, {seed: 1, batchSize: 4, added: [5]}, 'here');
      },
      'bad-state',
      'batchSize = 2, gone = 3',
      'batchSize = 4',
      'added = [5]',
    );
    expect(error.details).toEqual({differing: ['batchSize', 'gone', 'added']});
  });
});
