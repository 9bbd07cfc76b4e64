import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, it} from 'vitest';
import {POINTWISE_NAMES, pointwiseFunction, PointwiseFunction} from '../../../src/layers/pointwise-function';
import {expectAlexNetError, expectClose} from '../../support/matchers';

describe('PointwiseFunction', () => {
  it('rounds to the levels of an integer type', () => {
    const layer = pointwiseFunction({function: 'quantizeUint8', alpha: 0.5, beta: 10});
    const y = layer.apply(tf.tensor1d([-9, 0.3, 0.74, 1000])) as tf.Tensor;
    // Levels from −5 to 122.5, half a unit apart.
    expectClose(y.dataSync(), [-5, 0.5, 0.5, 122.5], 1e-6);
  });

  it.each(POINTWISE_NAMES)('%s keeps the shape, and its config makes it again', name => {
    const layer = pointwiseFunction({function: name, alpha: 0.5, beta: 2});
    const x = tf.tensor2d([[0.25, 0.75, 1.5]]);
    const again = new PointwiseFunction(layer.getConfig() as never);
    expectClose((again.apply(x) as tf.Tensor).dataSync(), (layer.apply(x) as tf.Tensor).dataSync(), 0);
  });

  it('refuses an unknown function, and names the near one', async () => {
    await expectAlexNetError(
      () => pointwiseFunction({function: 'thresholdedrelu' as never}),
      'bad-argument',
      'thresholdedRelu',
    );
  });
});
