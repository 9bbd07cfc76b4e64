import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {createModel} from '../../../src/models/create-model';
import {featureExtractor} from '../../../src/models/feature-extractor';
import {logitsModel} from '../../../src/models/logits-model';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';

describeOnBackends('featureExtractor', () => {
  it('ends at the layer and shares its weights with the whole', async () => {
    const model = createModel('alexnet-mini', {seed: 1});
    tf.tidy(() => {
      const x = randomTensor<tf.Rank.R4>([2, 67, 67, 3], 'x');
      const fc8 = featureExtractor(model, 'fc8').predict(x) as tf.Tensor;
      expectClose(tf.softmax(fc8).dataSync(), (model.predict(x) as tf.Tensor).dataSync());
      expectClose(fc8.dataSync(), (logitsModel(model)!.predict(x) as tf.Tensor).dataSync(), 1e-7);
      expect((featureExtractor(model, 'fc7').predict(x) as tf.Tensor).shape).toEqual([2, 1024]);
      const before = (featureExtractor(model, 'pool5').predict(x) as tf.Tensor).dataSync();
      model.getLayer('conv1').setWeights(
        model
          .getLayer('conv1')
          .getWeights()
          .map(weight => tf.mul(weight, 2)),
      );
      expect((featureExtractor(model, 'pool5').predict(x) as tf.Tensor).dataSync()).not.toEqual(before);
    });
    await expectAlexNetError(() => featureExtractor(model, 'fc9'), 'bad-argument', '"fc9"', 'fc8');
    model.dispose();
  });
});
