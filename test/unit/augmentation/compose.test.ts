import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {compose} from '../../../src/augmentation/compose';
import {randomCrop} from '../../../src/augmentation/random-crop';
import {randomFlipLeftRight} from '../../../src/augmentation/random-flip-left-right';
import {resizeShorterSide} from '../../../src/augmentation/resize-shorter-side';
import {subtractMean} from '../../../src/augmentation/subtract-mean';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';

describeOnBackends('compose', () => {
  it('runs the steps in order, each with a seed of its own, the same for the same call', async () => {
    await expectNoLeak(() => {
      const seen: number[] = [];
      const augment = compose<tf.Tensor3D>(
        (x, seed) => {
          seen.push(seed);
          return tf.add(x, 1);
        },
        (x, seed) => {
          seen.push(seed);
          return tf.mul(x, 2);
        },
      );
      const x = tf.zeros<tf.Rank.R3>([1, 1, 1]);
      const results = [augment(x, 7), augment(x, 7), augment(x, 8)];
      expect(results.map(y => y.dataSync()[0])).toEqual([2, 2, 2]);
      expect(seen[0]).not.toBe(seen[1]);
      expect(seen.slice(2, 4)).toEqual(seen.slice(0, 2));
      expect(seen[4]).not.toBe(seen[0]);
      tf.dispose([x, ...results]);
    });
  });

  it('does the whole of section 4.1 for one image and for a batch', async () => {
    await expectNoLeak(() => {
      const size: [number, number, number] = [30, 40, 3];
      const [image, batch] = [tf.zeros<tf.Rank.R3>(size), tf.zeros<tf.Rank.R4>([2, ...size])];
      const steps = [
        <T extends tf.Tensor3D | tf.Tensor4D>(x: T): T => resizeShorterSide(x, 20),
        <T extends tf.Tensor3D | tf.Tensor4D>(x: T, seed: number): T => randomCrop(x, 16, {seed}),
        <T extends tf.Tensor3D | tf.Tensor4D>(x: T, seed: number): T => randomFlipLeftRight(x, {seed}),
        <T extends tf.Tensor3D | tf.Tensor4D>(x: T): T => subtractMean(x, [1, 2, 3]),
      ];
      const results = [compose<tf.Tensor3D>(...steps)(image, 1), compose(...steps)(batch, 1)];
      expect(results.map(y => y.shape)).toEqual([
        [16, 16, 3],
        [2, 16, 16, 3],
      ]);
      tf.dispose([image, batch, ...results]);
    });
  });

  it('returns a new tensor even without a step', async () => {
    const x = tf.zeros<tf.Rank.R3>([1, 1, 1]);
    const y = compose<tf.Tensor3D>()(x);
    y.dispose();
    expect(x.isDisposed).toBe(false);
    await expectAlexNetError(() => compose<tf.Tensor3D>()(x, 1.5), 'bad-argument', 'seed = 1.5');
    x.dispose();
  });
});
