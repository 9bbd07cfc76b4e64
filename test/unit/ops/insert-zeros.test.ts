import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {insertZeros} from '../../../src/ops/insert-zeros';
import {describeOnBackends} from '../../support/backends';

describeOnBackends('insertZeros', () => {
  it('puts stride − 1 zeros after each row and column', () => {
    const spread = tf.tidy(() => insertZeros(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), 2, 3));
    expect(spread.shape).toEqual([1, 4, 6, 1]);
    expect(Array.from(spread.dataSync())).toEqual([
      ...[1, 0, 0, 2, 0, 0],
      ...[0, 0, 0, 0, 0, 0],
      ...[3, 0, 0, 4, 0, 0],
      ...[0, 0, 0, 0, 0, 0],
    ]);
    spread.dispose();
  });

  it('returns a new tensor at stride 1, so that either can be disposed of', () => {
    const dy = tf.tensor4d([5], [1, 1, 1, 1]);
    const spread = insertZeros(dy, 1, 1);
    dy.dispose();
    expect(Array.from(spread.dataSync())).toEqual([5]);
    spread.dispose();
  });
});
