import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {CeilMaxPooling2D, ceilMaxPooling2d} from '../../../src/layers/ceil-max-pooling2d';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

describeOnBackends('CeilMaxPooling2D', () => {
  it('rounds up where the stock layer rounds down, and equals it where the sizes divide', () => {
    const pooled = (size: number, layer: tfl.layers.Layer): tf.Tensor =>
      layer.apply(randomTensor([1, size, size, 2], size)) as tf.Tensor;
    const args = {poolSize: 3, strides: 2};
    expect(pooled(56, ceilMaxPooling2d(args)).shape).toEqual([1, 28, 28, 2]);
    expect(pooled(56, tfl.layers.maxPooling2d(args)).shape).toEqual([1, 27, 27, 2]);
    expectClose(
      pooled(55, ceilMaxPooling2d(args)).dataSync(),
      pooled(55, tfl.layers.maxPooling2d(args)).dataSync(),
    );
  });

  it('has the output shape that it computes, and keeps its sizes through saving and loading', async () => {
    const model = tfl.sequential({
      layers: [ceilMaxPooling2d({poolSize: 3, strides: 2, padding: 1, inputShape: [8, 6, 1]})],
    });
    const x = randomTensor<tf.Rank.R4>([2, 8, 6, 1], 'x');
    const y = model.predict(x) as tf.Tensor;
    expect(model.outputs[0]!.shape).toEqual([null, ...y.shape.slice(1)]);
    const loaded = await saveAndLoad(model);
    expectClose((loaded.predict(x) as tf.Tensor).dataSync(), y.dataSync(), 1e-7);
    expect(loaded.layers.find(layer => layer instanceof CeilMaxPooling2D)).toMatchObject({
      poolSize: [3, 3],
      strides: [2, 2],
      padding: 1,
    });
  });

  it('refuses a padding that a window could miss the image in', async () => {
    await expectAlexNetError(
      () => ceilMaxPooling2d({poolSize: 2, padding: 2}),
      'bad-argument',
      'padding = 2',
    );
    await expectAlexNetError(() => ceilMaxPooling2d({poolSize: 0}), 'bad-argument', 'poolSize = 0');
  });
});

describe('the options of CeilMaxPooling2D', () => {
  it.each([
    [{kernelSize: 3}, 'did you mean "poolSize"?'],
    [{pool_size: 3}, 'did you mean "poolSize"?'],
    [{poolSize: 3, stride: 2}, 'did you mean "strides"?'],
    [{ceilMode: true}, 'remove "ceilMode"'],
  ])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(() => ceilMaxPooling2d(args as object), 'bad-argument', fix);
  });
});
