import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {PaddedAveragePooling2D, paddedAveragePooling2d} from '../../../src/layers/padded-average-pooling2d';
import {averagePool} from '../../../src/ops/average-pool';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

describeOnBackends('PaddedAveragePooling2D', () => {
  it('does what its op does, has the shape that it computes, and survives saving and loading', async () => {
    const options = {poolSize: 3, strides: 2, padding: 1, ceilMode: true, countPadding: false};
    const model = tfl.sequential({
      layers: [paddedAveragePooling2d({...options, inputShape: [8, 6, 2]})],
    });
    const x = randomTensor<tf.Rank.R4>([2, 8, 6, 2], 'x');
    const y = model.predict(x) as tf.Tensor;
    expectClose(y.dataSync(), averagePool(x, options).dataSync(), 1e-7);
    expect(model.outputs[0]!.shape).toEqual([null, ...y.shape.slice(1)]);
    const loaded = await saveAndLoad(model);
    expectClose((loaded.predict(x) as tf.Tensor).dataSync(), y.dataSync(), 1e-7);
    expect(loaded.layers.find(layer => layer instanceof PaddedAveragePooling2D)).toMatchObject({
      poolSize: [3, 3],
      strides: [2, 2],
      padding: 1,
      ceilMode: true,
      countPadding: false,
    });
  });

  it('rounds down and counts padding by default, as PyTorch does', () => {
    const layer = paddedAveragePooling2d({poolSize: 2, padding: 1});
    expect(layer).toMatchObject({ceilMode: false, countPadding: true, strides: [2, 2]});
    const y = layer.apply(randomTensor<tf.Rank.R4>([1, 3, 3, 1], 'x')) as tf.Tensor;
    expect(y.shape).toEqual([1, 2, 2, 1]);
  });
});

describe('the options of PaddedAveragePooling2D', () => {
  it.each([
    [{ceil_mode: true}, 'did you mean "ceilMode"?'],
    [{count_include_pad: true}, 'did you mean "countPadding"?'],
  ])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(() => paddedAveragePooling2d(args as object), 'bad-argument', fix);
  });
});
