import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {buildModel} from '../../../src/models/build-model';
import {ALEXNET_MINI} from '../../../src/presets/networks/alexnet-mini';
import type {Preset} from '../../../src/presets/preset';

const CUSTOM: Preset = {
  ...ALEXNET_MINI,
  id: 'custom',
  inputShape: [16, 16, 3],
  layers: [
    {
      kind: 'conv',
      name: 'first',
      filters: 4,
      kernelSize: 3,
      padding: 1,
      activation: 'relu',
      biasInit: 0.5,
      kernelInit: {kind: 'xavier'},
    },
    {kind: 'maxPool', name: 'pool', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'flatten', name: 'flat'},
    {kind: 'dropout', name: 'drop'},
    {kind: 'dense', name: 'last', units: 'classes', kernelInit: {kind: 'truncatedGaussian', stddev: 0.1}},
  ],
};

describe('buildModel', () => {
  it('builds a table of one’s own, row by row', () => {
    const model = buildModel(CUSTOM, {classes: 3, seed: 1, dropout: 0.25});
    expect(model.layers.map(layer => layer.name)).toEqual(['data', 'first', 'pool', 'flat', 'drop', 'last']);
    expect(model.layers.map(layer => layer.getClassName())).toEqual([
      'InputLayer',
      'GroupedConv2D',
      'CeilMaxPooling2D',
      'Flatten',
      'SteppedDropout',
      'Dense',
    ]);
    expect(model.outputs[0]!.shape).toEqual([null, 3]);
    expect(model.getLayer('drop').getConfig()).toMatchObject({rate: 0.25});
    expect([...model.getLayer('first').getWeights()[1]!.dataSync()]).toEqual([0.5, 0.5, 0.5, 0.5]);
    // Truncated at two standard deviations of 0.1.
    expect(tf.max(tf.abs(model.getLayer('last').getWeights()[0]!)).dataSync()[0]).toBeLessThanOrEqual(0.2);
    model.dispose();
  });

  it('sets a different seed for each layer', () => {
    const model = buildModel(ALEXNET_MINI, {seed: 1});
    const firsts = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'fc6', 'fc7'].map(
      name => model.getLayer(name).getWeights()[0]!.dataSync()[0],
    );
    expect(new Set(firsts).size).toBe(firsts.length);
    model.dispose();
  });

  it('adds half the weight decay times the squared kernels to the loss, and only where asked', () => {
    const model = buildModel(CUSTOM, {seed: 1, weightDecay: 0.1});
    const penalty = tf.tidy(() =>
      model.calculateLosses().reduce((sum, loss) => sum + loss.dataSync()[0]!, 0),
    );
    const squares = model.layers
      .flatMap(layer => layer.getWeights().slice(0, 1))
      .reduce((sum, kernel) => sum + tf.sum(tf.square(kernel)).dataSync()[0]!, 0);
    expect(penalty).toBeCloseTo(0.05 * squares, 5);
    model.dispose();
  });
});
