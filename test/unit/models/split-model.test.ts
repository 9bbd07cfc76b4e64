import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {featureExtractor} from '../../../src/models/feature-extractor';
import {frozenBoundary, runBehind} from '../../../src/models/split-model';
import {createModel} from '../../../src/models/create-model';
import {freezeLayers} from '../../../src/training/frozen/freeze-layers';
import {expectClose} from '../../support/matchers';
import {askModel, smallNetwork} from '../../support/small-network';

const boundaryAfter = (model: tfl.LayersModel, freeze: string): string | undefined => {
  freezeLayers(model, freeze);
  return frozenBoundary(model);
};

describe('frozenBoundary', () => {
  it('lies behind the frozen layer and what follows it without weights, up to dropout', () => {
    expect(boundaryAfter(smallNetwork(), 'conv1')).toBe('flatten');
    // The dropout in front of a frozen dense layer is inside.
    expect(boundaryAfter(smallNetwork(), 'fc6')).toBe('fc6');
    expect(frozenBoundary(smallNetwork())).toBeUndefined();
  });

  it('is where a network joins again, never inside a branch', () => {
    expect(boundaryAfter(createModel('squeezenet1.1', {classes: 2, seed: 1}), 'fire9')).toBe('fire9');
    expect(boundaryAfter(createModel('squeezenet1.1', {classes: 2, seed: 1}), 'fire3/expand1x1')).toBe(
      'fire3/squeeze1x1',
    );
  });
});

describe('runBehind', () => {
  it.each(['norm1', 'flatten', 'fc6', 'prob'])('continues from %s as the whole network does', boundary => {
    const model = smallNetwork();
    const {input, output, shape} = askModel(model);
    const found = tf.tidy(() => {
      const value = featureExtractor(model, boundary).predict(tf.tensor(input, shape)) as tf.Tensor;
      return runBehind(model, boundary, value).dataSync();
    });
    expectClose(found, output, 1e-6);
  });

  it('goes through branches', () => {
    const input = tfl.input({shape: [3]});
    const first = tfl.layers.dense({name: 'first', units: 3}).apply(input) as tfl.SymbolicTensor;
    const left = tfl.layers.dense({name: 'left', units: 2}).apply(first) as tfl.SymbolicTensor;
    const sum = tfl.layers.concatenate({name: 'join'}).apply([left, first]) as tfl.SymbolicTensor;
    const model = tfl.model({inputs: input, outputs: sum});
    const x = tf.tensor2d([[1, -2, 3]]);
    const value = featureExtractor(model, 'first').predict(x) as tf.Tensor;
    expectClose(runBehind(model, 'first', value).dataSync(), (model.predict(x) as tf.Tensor).dataSync());
  });
});
