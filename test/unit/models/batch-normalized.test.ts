import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {batchNormalized} from '../../../src/models/batch-normalized';
import {buildModel, buildPreset} from '../../../src/models/build-model';
import {planLayers} from '../../../src/models/plan-layers';
import {ALEXNET} from '../../../src/presets/networks/alexnet';
import {ALEXNET_MINI} from '../../../src/presets/networks/alexnet-mini';
import type {Preset} from '../../../src/presets/preset';
import {PRESETS} from '../../../src/presets/presets';
import {expectClose} from '../../support/matchers';

const names = (table: Pick<Preset, 'layers'>): string[] => table.layers.map(({name}) => name);

const TINY: Preset = {
  ...ALEXNET_MINI,
  id: 'tiny',
  inputShape: [3, 3, 1],
  layers: [
    {kind: 'conv', name: 'conv1', filters: 2, kernelSize: 2, activation: 'relu', biasInit: 1},
    {kind: 'lrn', name: 'norm1', depthRadius: 1, bias: 1, alpha: 1, beta: 0.75},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dropout', name: 'drop'},
    {kind: 'dense', name: 'last', units: 'classes'},
  ],
};

describe('batchNormalized', () => {
  it('is AlexNet as Simon, Rodner and Denzler have it: before each ReLU, without LRN and dropout', () => {
    const table = batchNormalized(ALEXNET);
    const unit = (name: string): string[] => [name, `${name}/bn`, `${name}/relu`];
    expect(names(table)).toEqual([
      ...[...unit('conv1'), 'pool1', ...unit('conv2'), 'pool2', ...unit('conv3'), ...unit('conv4')],
      ...[...unit('conv5'), 'pool5', 'flatten', ...unit('fc6'), ...unit('fc7'), 'fc8', 'prob'],
    ]);
    expect(table.init).toEqual({kernel: {kind: 'msra'}, bias: 0});
    expect(table.layers.some(row => 'biasInit' in row)).toBe(false);
    expect(batchNormalized(table)).toBe(table);
    expect(names(batchNormalized(ALEXNET, {keepsDropout: true}))).toContain('drop6');
  });

  it.each(Object.values(PRESETS))('fits every preset: $id', preset => {
    const table = batchNormalized(preset);
    const planned = planLayers(table);
    expect(planned.at(-1)?.outputShape).toEqual([preset.classes]);
    expect(planned.some(({row}) => row.kind === 'batchNorm')).toBe(true);
    expect(planned.some(({row}) => row.kind === 'lrn')).toBe(false);
  });

  it('in training is the naive normalization of each channel over the batch, then the ReLU', () => {
    const model = buildModel(TINY, {batchNorm: true, classes: 2, seed: 1});
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 0, -1, 3, 5, 2, 2, 1, 0, 1, 4, -2, 2, 2, 1, -3, 1], [2, 3, 3, 1]);
      const kernel = tf.tensor4d([1, -1, 0.5, 2, -0.25, 1, 1, 0], [2, 2, 1, 2]);
      model.getLayer('conv1').setWeights([kernel]);
      const before = tf.conv2d(x, kernel, 1, 'valid').arraySync();
      const [conv, norm, relu] = ['conv1', 'conv1/bn', 'conv1/relu'].map(name => model.getLayer(name));
      const after = relu!.apply(norm!.apply(conv!.apply(x), {training: true})) as tf.Tensor4D;
      const found = after.arraySync();
      for (let c = 0; c < 2; c++) {
        const values = before.flat(2).map(pixel => pixel[c]!);
        const mean = values.reduce((a, b) => a + b) / values.length;
        const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
        expectClose(
          found.flat(2).map(pixel => pixel[c]!),
          values.map(value => Math.max(0, (value - mean) / Math.sqrt(variance + 1e-5))),
          1e-4,
        );
      }
    });
    model.dispose();
  });

  it('is an option of every way to build: createAlexNet, createModel and describeModel', () => {
    const options = {batchNorm: true, classes: 2} as const;
    const [a, b] = [buildPreset(ALEXNET_MINI, options), buildModel(ALEXNET_MINI, options)];
    const planned = planLayers(ALEXNET_MINI, options);
    for (const model of [a, b]) {
      expect(model.layers.slice(1).map(({name}) => name)).toEqual(planned.map(({row}) => row.name));
      expect(model.countParams()).toBe(planned.reduce((sum, {parameters}) => sum + parameters, 0));
      model.dispose();
    }
  });

  it('keeps dropout that is asked for', () => {
    const model = buildModel(TINY, {batchNorm: true, dropout: 0.25});
    expect(model.getLayer('drop').getConfig()).toMatchObject({rate: 0.25});
    model.dispose();
  });
});
