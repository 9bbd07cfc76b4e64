import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {expectSameAsCpu, randomTensor} from '../../../../support/against-cpu';
import {useCompiledKernels} from '../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

/** Below and above what is left to the stock kernels, and what wakes a thread; with a tail that fills no vector. */
const SHAPES: [number, number][] = [
  [3, 7],
  [70, 67],
  [700, 67],
  [9, 4099],
];

describe('the compiled kernels of elementwise ops', () => {
  it.each(SHAPES)('[%d, %d]: sums, products and what repeats a row or a number', async (rows, columns) => {
    await expectSameAsCpu(() => {
      const a = randomTensor<tf.Rank.R2>([rows, columns], 'a');
      const b = randomTensor<tf.Rank.R2>([rows, columns], 'b');
      const row = randomTensor<tf.Rank.R1>([columns], 'row');
      const column = randomTensor<tf.Rank.R2>([rows, 1], 'column');
      const far = tf.add(b, 3);
      return [
        ...[tf.add(a, b), tf.sub(a, b), tf.mul(a, b), tf.div(a, far)],
        ...[tf.add(a, row), tf.sub(a, row), tf.mul(a, row), tf.add(a, column), tf.add(row, a)],
        ...[tf.add(a, 2.5), tf.sub(a, 2.5), tf.mul(a, 2.5), tf.div(a, 2.5), tf.sub(2.5, a)],
      ];
    });
  });

  it.each(SHAPES)('[%d, %d]: relu, step, and sums over axes', async (rows, columns) => {
    await expectSameAsCpu(() => {
      const x = tf.mul(randomTensor<tf.Rank.R2>([rows, columns], 'x'), 9);
      const cube = tf.reshape(x, [rows, 1, columns]);
      return [
        ...[tf.relu(x), tf.step(x), tf.step(x, 0.25)],
        ...[tf.sum(x, 0), tf.sum(x, 0, true), tf.sum(x, 1), tf.sum(cube, [0, 1]), tf.sum(cube, [1])],
      ];
    });
  });

  it('lose no NaN and no infinity', () => {
    const x = tf.concat([tf.tensor1d([NaN, Infinity, -Infinity]), tf.ones([5000])]);
    const begin = (y: tf.Tensor): number[] => Array.from(y.dataSync().slice(0, 3));
    expect(begin(tf.relu(x))).toEqual([NaN, Infinity, 0]);
    expect(begin(tf.step(x))).toEqual([NaN, 1, 0]);
    expect(begin(tf.mul(x, 0))).toEqual([NaN, NaN, NaN]);
    expect(begin(tf.sum(tf.reshape(tf.concat([x, tf.ones([5003])]), [2, 5003]), 0))).toEqual([
      NaN,
      Infinity,
      -Infinity,
    ]);
  });

  it('ReluBiasGrad lets the gradient through where the output is above 0, and sums it', () => {
    const y = tf.concat([tf.tensor2d([[0, 2, NaN, 1, 0]]), tf.ones([9, 5])]);
    const dy = tf.concat([tf.tensor2d([[7, 3, 1, NaN, NaN]]), tf.ones([9, 5])]);
    const [dx, dbias] = tf.engine().runKernel('ReluBiasGrad', {dy, y}) as unknown as tf.Tensor[];
    expect(Array.from(dx!.dataSync().slice(0, 6))).toEqual([0, 3, NaN, NaN, 0, 1]);
    expect(Array.from(dbias!.dataSync())).toEqual([9, 12, NaN, NaN, 9]);
  });

  it('Identity shares the values, and frees them with the last that holds them', () => {
    const before = tf.memory().numBytes;
    const x = tf.ones([1000]);
    const copy = tf.clone(x);
    x.dispose();
    expect(Array.from(copy.dataSync().slice(0, 2))).toEqual([1, 1]);
    copy.dispose();
    expect(tf.memory().numBytes).toBe(before);
  });
});
