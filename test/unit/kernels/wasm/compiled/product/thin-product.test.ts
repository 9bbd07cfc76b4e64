import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {isThin} from '../../../../../../src/kernels/wasm/compiled/product/thin-product';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';

/** Integers, whose products and sums are exact in float32 whatever their order. */
function wholeNumbers(rows: number, columns: number, seed: number): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({length: rows * columns}, (_, i) => ((i * 7919 + seed) % 13) - 6),
    [rows, columns],
  );
}

async function multiply(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  options: {transposeA?: boolean; bias?: tf.Tensor1D; activation?: 'relu' | 'relu6'} = {},
): Promise<Float32Array> {
  const {transposeA = false, bias, activation} = options;
  const product = tf.fused.matMul({
    a,
    b,
    transposeA,
    ...(bias ? {bias} : {}),
    ...(activation ? {activation} : {}),
  });
  return Float32Array.from(await product.data());
}

/** A depth and a width that no block divides; fewer rows than are packed, and more. */
const FEW_ROWS = 7;
const MORE_ROWS = 22;
const DEPTH = 1027;
const COLUMNS = 1030;

describe('thin product', () => {
  it('is for large matrices after few rows only', () => {
    expect(isThin({rows: 32, columns: 4096, depth: 9216})).toBe(true);
    expect(isThin({rows: 65, columns: 4096, depth: 9216})).toBe(false);
    expect(isThin({rows: 32, columns: 4096, depth: 100})).toBe(false);
    expect(isThin({rows: FEW_ROWS, columns: COLUMNS, depth: DEPTH})).toBe(true);
  });

  it.each([FEW_ROWS, MORE_ROWS])(
    'equals the exact product of %d rows, with bias and activation',
    async rows => {
      const [a, b, bias] = [
        wholeNumbers(rows, DEPTH, 1),
        wholeNumbers(DEPTH, COLUMNS, 2),
        wholeNumbers(1, COLUMNS, 3),
      ];
      await useCompiledKernels();
      const [left, right, sum] = await Promise.all([a.data(), b.data(), bias.data()]);
      const expected = new Float32Array(rows * COLUMNS);
      for (let i = 0; i < rows; i++) {
        for (let l = 0; l < DEPTH; l++) {
          for (let j = 0; j < COLUMNS; j++) {
            expected[i * COLUMNS + j]! += left[i * DEPTH + l]! * right[l * COLUMNS + j]!;
          }
        }
      }
      expect(await multiply(a, b)).toEqual(expected);
      expect(await multiply(tf.transpose(a), b, {transposeA: true})).toEqual(expected);
      const cut = (most: number): Float32Array =>
        expected.map((value, i) => Math.min(most, Math.max(0, value + sum[i % COLUMNS]!)));
      const row = tf.reshape<tf.Rank.R1>(bias, [COLUMNS]);
      expect(await multiply(a, b, {bias: row, activation: 'relu'})).toEqual(cut(Infinity));
      expect(await multiply(a, b, {bias: row, activation: 'relu6'})).toEqual(cut(6));
    },
  );

  it.each([FEW_ROWS, MORE_ROWS])('has the same bits on one thread and on three (%d rows)', async rows => {
    const a = tf.randomNormal<tf.Rank.R2>([rows, DEPTH], 0, 1, 'float32', 1);
    const b = tf.randomNormal<tf.Rank.R2>([DEPTH, COLUMNS], 0, 1, 'float32', 2);
    await useCompiledKernels({threads: 1});
    const one = await multiply(a, b);
    await useCompiledKernels({threads: 3});
    expect(await multiply(a, b)).toEqual(one);
  });

  it.each([FEW_ROWS, MORE_ROWS])('lets NaN through to its row only (of %d)', async rows => {
    await useCompiledKernels();
    const values = new Float32Array(rows * DEPTH).fill(1);
    values[2 * DEPTH + 5] = Number.NaN;
    const y = await multiply(tf.tensor2d(values, [rows, DEPTH]), tf.ones([DEPTH, COLUMNS]));
    const isNaNs = Array.from({length: rows}, (_, i) =>
      y.slice(i * COLUMNS, (i + 1) * COLUMNS).every(Number.isNaN),
    );
    expect(isNaNs).toEqual(Array.from({length: rows}, (_, i) => i === 2));
  });
});
