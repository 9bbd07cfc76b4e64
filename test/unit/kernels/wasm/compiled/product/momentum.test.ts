import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {updateByMomentum} from '../../../../../../src/optimizers/momentum-update';
import {randomValues} from '../../../../../support/against-cpu';
import {expectClose} from '../../../../../support/matchers';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

const rates = {learningRate: 0.1, momentum: 0.9, weightDecay: 0.01};

describe('the compiled kernel of the momentum update', () => {
  it.each([5, 70001])('equals the rule for %d weights, and returns the velocity that it was given', size => {
    const [w, v, g] = ['w', 'v', 'g'].map(key => randomValues(size, key)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const weight = tf.variable(tf.tensor1d(w));
    const velocity = tf.tensor1d(v);
    const next = updateByMomentum(weight, velocity, tf.tensor1d(g), rates);
    const expected = w.map((value, i) => 0.9 * v[i]! - 0.1 * (0.01 * value + g[i]!));
    expect(next).toBe(velocity);
    expectClose(next.dataSync(), expected, 1e-6);
    expectClose(
      weight.dataSync(),
      w.map((value, i) => value + expected[i]!),
      1e-6,
    );
  });

  it('leaves what shares the values of weight or velocity as it was', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const velocity = tf.tensor1d([3, 4]);
    const snapshots = [tf.clone(weight), tf.clone(velocity)];
    const next = updateByMomentum(weight, velocity, tf.tensor1d([1, 1]), rates);
    expect(next).not.toBe(velocity);
    expect(snapshots.map(snapshot => Array.from(snapshot.dataSync()))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expectClose(next.dataSync(), [2.599, 3.498], 1e-6);
  });
});
