import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {expectSameAsCpu, randomTensor} from '../../../../support/against-cpu';
import {useCompiledKernels} from '../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

const SPECIAL = [NaN, Infinity, -Infinity, 0, 9, -9, 0.5];
const special = (count: number): tf.Tensor1D =>
  tf.tensor1d(Array.from({length: count}, (_, i) => SPECIAL[i % SPECIAL.length]!));
const begin = (y: tf.Tensor): number[] => Array.from(y.dataSync().slice(0, SPECIAL.length));

describe.each([7, 5003])('of %i values', count => {
  it('relu6 and clipByValue keep NaN, and cut the rest', () => {
    expect(begin(tf.relu6(special(count)))).toEqual([NaN, 6, 0, 0, 6, 0, 0.5]);
    expect(begin(tf.clipByValue(special(count), -1, 2))).toEqual([NaN, 2, -1, 0, 2, -1, 0.5]);
  });

  it('maximum and minimum are NaN where either operand is', () => {
    const x = special(count);
    expect(begin(tf.maximum(x, 1))).toEqual([NaN, Infinity, 1, 1, 9, 1, 1]);
    expect(begin(tf.minimum(1, x))).toEqual([NaN, 1, -Infinity, 0, 1, -9, 0.5]);
    for (const extreme of [tf.maximum, tf.minimum]) {
      for (const [a, b] of [
        [x, tf.fill([count], NaN)],
        [tf.fill([count], NaN), x],
        [x, tf.scalar(NaN)],
        [tf.scalar(NaN), x],
      ] as const) {
        expect(begin(extreme(a, b)).every(Number.isNaN)).toBe(true);
      }
    }
  });
});

describe('the kernels that keep NaN', () => {
  it.each<[number[], number[]]>([
    [
      [3, 4, 5],
      [3, 4, 5],
    ],
    [[3, 4, 5], [5]],
    [
      [3, 1, 5],
      [4, 1],
    ],
    [[4100], [1]],
    [[], [70, 60]],
    [[0, 3], [3]],
  ])('maximum and minimum of %j and %j repeat what is smaller', async (shapeA, shapeB) => {
    await expectSameAsCpu(() => {
      const a = randomTensor(shapeA as never, 'a');
      const b = randomTensor(shapeB as never, 'b');
      return [tf.maximum(a, b), tf.minimum(a, b), tf.maximum(b, a), tf.relu6(tf.mul(a, 9))];
    });
  });

  it('so the cross entropy of a spoiled net is no number', () => {
    const spoiled = tf.fill([4, 3], NaN);
    const loss = tfl.metrics.categoricalCrossentropy(tf.ones([4, 3]), spoiled);
    expect(Array.from(loss.dataSync()).every(Number.isNaN)).toBe(true);
  });
});
