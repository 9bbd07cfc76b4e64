import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {BARRIER_FREE_MAT_MUL_KERNELS} from '../../../../src/kernels/webgpu/mat-mul';
import {randomTensor} from '../../../support/against-cpu';
import {describeOnWebGPU, expectWebGPUAsCpu} from '../../../support/webgpu';

describeOnWebGPU('products of matrices', () => {
  it.each([
    [false, false, [3, 8], [8, 12]],
    [false, true, [5, 6], [7, 6]],
    [true, false, [9, 4], [9, 3]],
    [true, true, [4, 3], [5, 4]],
  ] as const)('have the values of cpu: transposed %s, %s', async (transposeA, transposeB, a, b) => {
    await expectWebGPUAsCpu(() =>
      tf.matMul(randomTensor([...a], 'a'), randomTensor([...b], 'b'), transposeA, transposeB),
    );
  });

  it('add a bias and activate, and keep axes of length 1', async () => {
    await expectWebGPUAsCpu(() => [
      tf.fused.matMul({
        a: randomTensor([1, 6], 'a'),
        b: randomTensor([6, 5], 'b'),
        bias: randomTensor([5], 'c'),
        activation: 'relu',
      }),
      tf.matMul(randomTensor([1, 2, 3], 'a'), randomTensor([1, 3, 4], 'b')),
    ]);
  });

  it('leave several matrices, empty ones and such as do not fit to the stock kernel', () => {
    const {takes} = BARRIER_FREE_MAT_MUL_KERNELS.BatchMatMul!;
    const info = (...shape: number[]): tf.TensorInfo => ({dataId: {}, shape, dtype: 'float32'});
    const attrs = {transposeA: false, transposeB: false};
    expect(takes?.({inputs: {a: info(2, 3, 4), b: info(2, 4, 5)}, attrs})).toBe(false);
    expect(takes?.({inputs: {a: info(3, 4), b: info(5, 6)}, attrs})).toBe(false);
    expect(takes?.({inputs: {a: info(0, 4), b: info(4, 5)}, attrs})).toBe(false);
    expect(takes?.({inputs: {a: info(3, 4), b: info(4, 5)}, attrs})).toBe(true);
  });
});
