import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, it} from 'vitest';
import {networkFromCaffe} from '../../../../../src/definitions/caffe/network-from-caffe';
import {expectClose} from '../../../../support/matchers';
import {expectAsPlanned} from '../../../../support/planned-row';

describe('elu', () => {
  it('makes a stock layer of the shape of its input', () => {
    expectAsPlanned({kind: 'elu', name: 'e'}, [3, 4, 5]);
  });

  it.each([1, 0.5])('is alpha · (exp(x) − 1) below 0 in Caffe, for alpha %d', alpha => {
    const {model} = networkFromCaffe(
      `input: "data" input_dim: 1 input_dim: 1 input_dim: 1 input_dim: 3
       layer { name: "e" type: "ELU" bottom: "data" top: "e" elu_param { alpha: ${alpha} } }`,
      {seed: 1},
    );
    const y = model.predict(tf.tensor4d([-2, -0.5, 3], [1, 1, 3, 1])) as tf.Tensor;
    expectClose(y.dataSync(), [alpha * Math.expm1(-2), alpha * Math.expm1(-0.5), 3], 1e-6);
  });
});
