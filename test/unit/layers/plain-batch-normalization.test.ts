import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {expect, it} from 'vitest';
import {plainBatchNormalization} from '../../../src/layers/plain-batch-normalization';
import {registerLayers} from '../../../src/layers/register-layers';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

describeOnBackends('PlainBatchNormalization', () => {
  it('has the expected defaults', () => {
    expect(plainBatchNormalization().getConfig()).toMatchObject({epsilon: 1e-5, momentum: 0.999});
  });

  it('predicts what the stock layer without factor and shift predicts, saved and loaded too', async () => {
    registerLayers();
    const inputShape = [2, 1, 3];
    const model = tfl.sequential({layers: [plainBatchNormalization({epsilon: 0.1, inputShape})]});
    const stock = tfl.sequential({
      layers: [tfl.layers.batchNormalization({epsilon: 0.1, center: false, scale: false, inputShape})],
    });
    const statistics = [tf.tensor1d([1, 2, 3]), tf.tensor1d([4, 0.5, 2])];
    model.setWeights(statistics);
    stock.setWeights(statistics);
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 1, 3]);
    const expected = (stock.predict(x) as tf.Tensor).dataSync();
    expectClose((model.predict(x) as tf.Tensor).dataSync(), expected);
    const loaded = await saveAndLoad(model);
    expectClose((loaded.predict(x) as tf.Tensor).dataSync(), expected);
  });

  it('trains as the stock layer whose factor is 1 and whose shift is 0', async () => {
    const x = tf.tensor2d([1, 5, 3, -1, 2, 2], [3, 2]);
    const y = tf.tensor2d([1, 0, 2], [3, 1]);
    const trained = async (layer: tfl.layers.Layer): Promise<Float32Array[]> => {
      const dense = tfl.layers.dense({units: 2, inputShape: [2], kernelInitializer: 'ones'});
      const model = tfl.sequential({
        layers: [dense, layer, tfl.layers.dense({units: 1, kernelInitializer: 'ones'})],
      });
      model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
      await model.fit(x, y, {epochs: 1, batchSize: 3, shuffle: false});
      const [mean, variance] = layer.getWeights().slice(-2);
      return [mean!, variance!, dense.getWeights()[0]!].map(tensor => tensor.dataSync() as Float32Array);
    };
    const settings = {epsilon: 0.1, momentum: 0.5};
    const found = await trained(plainBatchNormalization(settings));
    const expected = await trained(tfl.layers.batchNormalization(settings));
    found.forEach((values, i) => {
      expectClose(values, expected[i]!);
    });
  });

  it('predicts in training where it is frozen, and keeps its averages', () => {
    const layer = plainBatchNormalization({trainable: false});
    const x = tf.tensor2d([1, 5, 3, -1], [2, 2]);
    const y = layer.apply(x, {training: true}) as tf.Tensor;
    expectClose(y.dataSync(), [1, 5, 3, -1], 1e-4);
    expect(Array.from(layer.getWeights()[0]!.dataSync())).toEqual([0, 0]);
  });

  it('refuses an epsilon of 0, unknown options, and an unknown number of channels', async () => {
    await expectAlexNetError(() => plainBatchNormalization({epsilon: 0}), 'bad-argument', 'epsilon = 0');
    await expectAlexNetError(
      () => plainBatchNormalization({scale: false} as object),
      'bad-argument',
      'scale',
    );
    await expectAlexNetError(
      () => {
        plainBatchNormalization({name: 's'}).build([null, null]);
      },
      'bad-shape',
      'PlainBatchNormalization "s"',
      '[null,null]',
    );
  });
});
