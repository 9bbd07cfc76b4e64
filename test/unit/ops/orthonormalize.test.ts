import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {RandomStream} from '../../../src/core/random';
import {orthonormalize} from '../../../src/ops/orthonormalize';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectNoLeak} from '../../support/matchers';

const random = (): RandomStream => RandomStream.derive(1, 'orthonormalize');

/** Largest distance of QᵀQ from the unit matrix, in double precision. */
function distanceFromOrthonormal(q: tf.Tensor2D): number {
  const [rows, count] = q.shape;
  const values = q.dataSync();
  let largest = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        sum += values[i * count + a]! * values[i * count + b]!;
      }
      largest = Math.max(largest, Math.abs(sum - (a === b ? 1 : 0)));
    }
  }
  return largest;
}

/** The largest component of a column of `x` outside the span of `q`. */
function outside(x: tf.Tensor2D, q: tf.Tensor2D): number {
  return tf.tidy(() => {
    const rest = tf.sub(x, tf.matMul(q, tf.matMul(q, x, true, false)));
    return tf.max(tf.abs(rest)).dataSync()[0]!;
  });
}

describeOnBackends('orthonormalize', () => {
  it.each([
    [50, 7],
    [80, 70],
    [33, 33],
    [1, 1],
  ])('returns an orthonormal basis of the same space, %i × %i', async (rows, count) => {
    const x = randomTensor<tf.Rank.R2>([rows, count], rows, count);
    const q = await orthonormalize(x, random());
    expect(q.shape).toEqual([rows, count]);
    expect(distanceFromOrthonormal(q)).toBeLessThan(2e-6);
    expect(outside(x, q)).toBeLessThan(1e-5);
    tf.dispose([x, q]);
  });

  it('replaces columns that are zero, or in the span of those before, within a block and across', async () => {
    const part = randomTensor<tf.Rank.R2>([60, 20], 1);
    // 50 columns of rank 20: the second 20 and a multiple of the first 10.
    const x = tf.tidy(() =>
      tf.concat2d([part, tf.mul<tf.Tensor2D>(part, 3), tf.zeros<tf.Rank.R2>([60, 10])], 1),
    );
    const q = await orthonormalize(x, random());
    expect(distanceFromOrthonormal(q)).toBeLessThan(2e-6);
    expect(outside(part, q)).toBeLessThan(1e-5);
    tf.dispose([part, x, q]);
  });

  it('holds where columns differ by a millionth only', async () => {
    const base = randomTensor<tf.Rank.R2>([40, 1], 2);
    const x = tf.tidy(() =>
      tf.add<tf.Tensor2D>(tf.tile(base, [1, 36]), tf.mul(randomTensor([40, 36] as never, 3), 1e-4)),
    );
    const q = await orthonormalize(x, random());
    expect(distanceFromOrthonormal(q)).toBeLessThan(2e-6);
    tf.dispose([base, x, q]);
  });

  it('leaves no tensor', async () => {
    const x = randomTensor<tf.Rank.R2>([50, 40], 4);
    await expectNoLeak(async () => {
      (await orthonormalize(x, random())).dispose();
    });
    x.dispose();
  });
});
