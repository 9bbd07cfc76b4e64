import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {recipeOf} from '../../../../../../src/kernels/wasm/compiled/host/deferred';
import {
  isMomentumProduct,
  MomentumProductRecipe,
} from '../../../../../../src/kernels/wasm/compiled/product/momentum-product';
import {momentumSGD} from '../../../../../../src/optimizers/momentum-sgd';
import {randomTensor} from '../../../../../support/against-cpu';
import {expectClose} from '../../../../../support/matchers';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';

const [BATCH, INPUTS, UNITS] = [5, 1003, 1001];

/** Comparing a million values one by one takes vitest a minute. */
function expectSameBits(actual: Float32Array, expected: Float32Array): void {
  expect(Buffer.compare(Buffer.from(actual.buffer), Buffer.from(expected.buffer))).toBe(0);
}

/** Weights after three updates, with the gradient as it comes, or computed before. */
async function train({compute, threads}: {compute: boolean; threads: number}): Promise<Float32Array> {
  await useCompiledKernels({threads});
  const x = randomTensor<tf.Rank.R2>([BATCH, INPUTS], 'x');
  const weight = tf.tidy(() => tf.variable(randomTensor<tf.Rank.R2>([INPUTS, UNITS], 'w')));
  const optimizer = momentumSGD({learningRate: 0.1, momentum: 0.9, weightDecay: 0.01});
  for (let step = 0; step < 3; step++) {
    const dy = randomTensor<tf.Rank.R2>([BATCH, UNITS], step, 'dy');
    const gradient = tf.matMul(x, dy, true);
    expect(recipeOf(gradient)).toBeInstanceOf(MomentumProductRecipe);
    if (compute) {
      gradient.dataSync();
      expect(recipeOf(gradient)).toBeUndefined();
    }
    // What the gradient is made of may be gone by the time it is used.
    dy.dispose();
    optimizer.applyGradients([{name: weight.name, tensor: gradient}]);
    gradient.dispose();
  }
  const values = Float32Array.from(await weight.data());
  tf.dispose([x, weight]);
  optimizer.dispose();
  return values;
}

describe('momentum product', () => {
  it('updates weights by a gradient that is never written, bit for bit as by one that is', async () => {
    const expected = await train({compute: true, threads: 1});
    expectSameBits(await train({compute: false, threads: 1}), expected);
    expectSameBits(await train({compute: false, threads: 3}), expected);
  });

  it('leaves no tensor behind', async () => {
    await useCompiledKernels();
    const {numTensors, numDataBuffers} = tf.memory();
    await train({compute: false, threads: 2});
    expect(tf.memory()).toMatchObject({numTensors, numDataBuffers});
  });

  it('is for large products of little depth', () => {
    const product = {rows: 9216, columns: 4096, depth: 32, a: 0, aRow: 1, b: 0, bRow: 1, bColumn: 1, cRow: 1};
    expect(isMomentumProduct(product)).toBe(true);
    expect(isMomentumProduct({...product, depth: 256})).toBe(false);
    expect(isMomentumProduct({...product, rows: 100})).toBe(false);
    expect(isMomentumProduct({...product, activation: 'relu'})).toBe(false);
  });

  it('is an ordinary gradient to any other optimizer, and in place as often as it is used', async () => {
    await useCompiledKernels();
    const x = randomTensor<tf.Rank.R2>([BATCH, INPUTS], 'x');
    const dy = randomTensor<tf.Rank.R2>([BATCH, UNITS], 'dy');
    const gradient = tf.matMul(x, dy, true);
    const optimizer = momentumSGD({learningRate: 1, momentum: 0, weightDecay: 0});
    const weights = [1, 2].map(() => tf.variable(tf.zeros([INPUTS, UNITS])));
    optimizer.applyGradients(weights.map(({name}) => ({name, tensor: gradient})));
    const expected = tf.neg(tf.matMul(tf.transpose(x), dy)).dataSync<'float32'>();
    for (const weight of weights) {
      // 0 - 1 · (0 · 0 + g) and -g: both signs of zero are zero.
      expectClose(weight.dataSync(), expected, 1e-7);
    }
    const plain = tf.variable(tf.zeros([INPUTS, UNITS]));
    tf.train.sgd(1).applyGradients([{name: plain.name, tensor: gradient}]);
    expectClose(plain.dataSync(), expected, 1e-7);
  });
});
