import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {constantArithmetic, ConstantArithmetic} from '../../../src/layers/constant-arithmetic';
import {expectAlexNetError, expectClose} from '../../support/matchers';

describe('ConstantArithmetic', () => {
  it.each([
    ['add', [5, 7]],
    ['multiply', [4, 12]],
    ['power', [1, 81]],
    ['maximum', [4, 4]],
    ['minimum', [1, 3]],
    ['subtractFrom', [3, 1]],
    ['divide', [4, 4 / 3]],
    ['exponentiate', [4, 64]],
  ] as const)('%s of 1 and 3 with the constant 4 is %j', (operation, expected) => {
    const layer = constantArithmetic({operation, shape: [1]});
    layer.apply(tf.zeros([1, 2]));
    layer.setWeights([tf.tensor1d([4])]);
    expect(layer).toBeInstanceOf(ConstantArithmetic);
    expectClose((layer.apply(tf.tensor2d([[1, 3]])) as tf.Tensor).dataSync(), expected, 1e-5);
    expect(layer.trainableWeights).toEqual([]);
  });

  it('refuses an unknown operation', async () => {
    await expectAlexNetError(
      () => constantArithmetic({operation: 'subtract' as never, shape: [1]}),
      'bad-argument',
      'subtractFrom',
    );
  });
});
