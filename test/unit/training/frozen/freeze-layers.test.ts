import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {buildModel} from '../../../../src/models/build-model';
import {createModel} from '../../../../src/models/create-model';
import {frozenBoundary} from '../../../../src/models/split-model';
import type {NetworkTable} from '../../../../src/presets/preset';
import {freezeLayers} from '../../../../src/training/frozen/freeze-layers';
import {expectAlexNetError} from '../../../support/matchers';
import {tinyModel} from '../../../support/tiny-run';

describe('freezeLayers', () => {
  it('stops the training of all layers up to the named one, and of no other', () => {
    const model = tinyModel();
    freezeLayers(model, 'pool1');
    expect(model.trainableWeights.map(weight => weight.originalName)).toEqual(['fc/kernel', 'fc/bias']);
  });

  it('follows the branches of a graph: a fire module is frozen as a whole, a branch beside it not', () => {
    const options = {inputShape: [33, 33, 3], classes: 2, seed: 1};
    const whole = createModel('squeezenet1.1', options);
    const frozen = freezeLayers(whole, 'fire9');
    expect(whole.trainableWeights.map(weight => weight.originalName)).toEqual([
      'conv10/kernel',
      'conv10/bias',
    ]);
    expect(frozen).toContain('fire9/expand1x1');
    const branch = createModel('squeezenet1.1', options);
    freezeLayers(branch, 'fire9/expand1x1');
    expect(branch.trainableWeights.map(weight => weight.originalName)).toEqual([
      'fire9/expand3x3/kernel',
      'fire9/expand3x3/bias',
      'conv10/kernel',
      'conv10/bias',
    ]);
  });

  it('names the nearest layer for one that is not there', async () => {
    await expectAlexNetError(() => freezeLayers(tinyModel(), 'conv2'), 'bad-argument', '"conv2"', 'conv1');
  });

  it.each([true, false])(
    'freezes the statistics of batch normalization, until it is trainable again (affine: %s)',
    async affine => {
      const table: NetworkTable = {
        id: 'normalized',
        inputShape: [4, 4, 2],
        classes: 2,
        dropout: 0,
        init: {kernel: {kind: 'xavier'}, bias: 0},
        layers: [
          {kind: 'conv', name: 'conv', filters: 3, kernelSize: 3},
          {kind: 'batchNorm', name: 'norm', affine},
          {kind: 'flatten', name: 'flat'},
          {kind: 'dense', name: 'fc', units: 'classes'},
          {kind: 'softmax', name: 'prob'},
        ],
      };
      const model = buildModel(table, {seed: 1});
      freezeLayers(model, 'norm');
      const norm = model.getLayer('norm');
      const values = (): number[] => norm.getWeights().flatMap(tensor => Array.from(tensor.dataSync()));
      const before = values();
      const x = tf.randomNormal([8, 4, 4, 2], 5, 2, 'float32', 1);
      const y = tf.oneHot(tf.tensor1d([0, 1, 0, 1, 0, 1, 0, 1], 'int32'), 2);
      const predicted = (): number[] =>
        Array.from((norm.apply(tf.ones([1, 2, 2, 3])) as tf.Tensor).dataSync());
      const frozen = predicted();
      const fit = async (): Promise<void> => {
        model.compile({optimizer: 'sgd', loss: 'categoricalCrossentropy'});
        await model.fit(x, y, {epochs: 2});
      };
      await fit();
      expect(values()).toEqual(before);
      expect(predicted()).toEqual(frozen);
      expect(frozenBoundary(model)).toBe('flat');
      norm.trainable = true;
      expect(frozenBoundary(model)).toBe('conv');
      await fit();
      expect(values()).not.toEqual(before);
    },
  );
});
