import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {drawFlip, flipLeftRight, randomFlipLeftRight} from '../../../src/augmentation/random-flip-left-right';
import {RandomStream} from '../../../src/core/random';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {ramp} from '../../support/ramp';

describeOnBackends('flipping', () => {
  it('mirrors the flagged images and no other, and twice is identity', async () => {
    await expectNoLeak(() => {
      fc.assert(
        fc.property(fc.array(fc.boolean(), {minLength: 1, maxLength: 5}), flips => {
          const shape: [number, number, number, number] = [flips.length, 2, 3, 2];
          const x = ramp(shape, 'int32');
          const once = flipLeftRight(x, flips);
          const twice = flipLeftRight(once, flips);
          const input = x.arraySync();
          expect(once.dtype).toBe('int32');
          expect(once.arraySync()).toEqual(
            input.map((image, b) => (flips[b] ? image.map(row => row.toReversed()) : image)),
          );
          expect(twice.arraySync()).toEqual(input);
          tf.dispose([x, once, twice]);
        }),
        {seed: 1, numRuns: 20},
      );
    });
  });

  it('draws for (seed, position), about half of the images', () => {
    tf.tidy(() => {
      const x = tf.tile<tf.Tensor4D>(tf.tensor4d([0, 1], [1, 1, 2, 1]), [1000, 1, 1, 1]);
      const first = [
        ...tf.slice(randomFlipLeftRight(x, {seed: 3}), [0, 0, 0, 0], [1000, 1, 1, 1]).dataSync(),
      ];
      expect(first).toEqual(
        first.map((_, b) => (drawFlip(RandomStream.derive(3, 'randomFlipLeftRight', b)) ? 1 : 0)),
      );
      // 500 ± five standard deviations of 15.8.
      expect(Math.abs(first.reduce((sum, value) => sum + value, 0) - 500)).toBeLessThan(80);
    });
  });

  it('flips all with probability 1 and none with 0', () => {
    tf.tidy(() => {
      const x = tf.tensor3d([1, 2, 3], [1, 3, 1]);
      expect([...randomFlipLeftRight(x, {seed: 1, probability: 1}).dataSync()]).toEqual([3, 2, 1]);
      expect([...randomFlipLeftRight(x, {seed: 1, probability: 0}).dataSync()]).toEqual([1, 2, 3]);
    });
  });

  it('refuses a wrong probability and a wrong number of flags', async () => {
    const x = tf.zeros<tf.Rank.R3>([1, 3, 1]);
    await expectAlexNetError(
      () => randomFlipLeftRight(x, {seed: 1, probability: 2}),
      'bad-argument',
      'probability = 2',
    );
    await expectAlexNetError(() => flipLeftRight(x, [true, false]), 'bad-argument', '2 flags', 'fix: ');
    x.dispose();
  });
});

describe('the options of randomFlipLeftRight', () => {
  it.each([[{p: 0.5}, 'did you mean "probability"?']])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(
      () => randomFlipLeftRight(tf.zeros<tf.Rank.R3>([4, 4, 3]), {seed: 1, ...args}),
      'bad-argument',
      fix,
    );
  });
});
