import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {logProbabilities} from '../../../src/evaluation/log-probabilities';
import {randomTensor} from '../../support/against-cpu';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {tinyModel} from '../../support/tiny-run';

beforeAll(() => tf.setBackend('cpu'));

describe('logProbabilities', () => {
  it('is the logarithm of what the model predicts', () => {
    tf.tidy(() => {
      const model = tinyModel();
      const x = randomTensor<tf.Rank.R4>([3, 8, 8, 3], 'x');
      expectClose(
        tf.exp(logProbabilities(model).apply(x)).dataSync(),
        (model.predict(x) as tf.Tensor).dataSync(),
      );
    });
  });

  it('stays finite where the probability is 0 in float32', () => {
    tf.tidy(() => {
      const model = tinyModel();
      model.getLayer('fc').setWeights(
        model
          .getLayer('fc')
          .getWeights()
          .map(weight => tf.mul(weight, 1e4)),
      );
      const x = tf.ones<tf.Rank.R4>([1, 8, 8, 3]);
      expect(Math.min(...(model.predict(x) as tf.Tensor).dataSync())).toBe(0);
      expect([...logProbabilities(model).apply(x).dataSync()].every(Number.isFinite)).toBe(true);
    });
  });

  it('refuses what is no classifier', async () => {
    const model = tfl.sequential({
      layers: [tfl.layers.conv2d({filters: 1, kernelSize: 1, inputShape: [2, 2, 1]})],
    });
    await expectAlexNetError(() => logProbabilities(model), 'bad-shape', '[null,2,2,1]', 'dense layer');
  });
});
