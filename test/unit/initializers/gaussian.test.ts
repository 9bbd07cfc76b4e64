import {describe, expect, it} from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import {fillGaussian} from '../../../src/core/fill-gaussian';
import {RandomStream} from '../../../src/core/random';
import {gaussian} from '../../../src/initializers/gaussian';
import {expectAlexNetError} from '../../support/matchers';

describe('gaussian', () => {
  it('has the expected defaults', () => {
    expect(gaussian({seed: 4}).getConfig()).toEqual({mean: 0, stddev: 0.01, seed: 4});
  });

  it('draws from N(mean, stddev) of the stream that its seed and name address', () => {
    const expected = new Float32Array(24);
    fillGaussian(expected, RandomStream.derive(9, 'Gaussian', 0), 1, 0.5);
    expect(gaussian({mean: 1, stddev: 0.5, seed: 9}).apply([2, 3, 4]).dataSync<'float32'>()).toEqual(
      expected,
    );
  });

  it('returns the mean itself if stddev is 0', () => {
    expect(Array.from(gaussian({mean: 2, stddev: 0}).apply([3]).dataSync<'float32'>())).toEqual([2, 2, 2]);
  });

  it('refuses a negative stddev', async () => {
    await expectAlexNetError(() => gaussian({stddev: -1}), 'bad-argument', 'stddev = -1', 'set stddev to');
  });
});

describe('the options of gaussian', () => {
  it.each([[{std: 0.1}, 'did you mean "stddev"?']])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(() => gaussian(args as object), 'bad-argument', fix);
  });
});
