import {describe, expect, it} from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import {truncatedGaussian} from '../../../src/initializers/truncated-gaussian';
import {expectAlexNetError} from '../../support/matchers';

describe('truncatedGaussian', () => {
  it('has the expected defaults', () => {
    expect(truncatedGaussian({seed: 4}).getConfig()).toEqual({mean: 0, stddev: 0.01, seed: 4});
  });

  it('stays within two standard deviations of the mean', () => {
    const values = truncatedGaussian({mean: 3, stddev: 0.5, seed: 1}).apply([100, 100]).dataSync<'float32'>();
    expect(Math.min(...values)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...values)).toBeLessThanOrEqual(4);
    expect(Math.min(...values)).toBeLessThan(2.01);
    expect(Math.max(...values)).toBeGreaterThan(3.99);
  });

  it('refuses a mean that is not a number', async () => {
    await expectAlexNetError(
      () => truncatedGaussian({mean: NaN}),
      'bad-argument',
      'mean = NaN',
      'set mean to',
    );
  });
});

describe('the options of truncatedGaussian', () => {
  it.each([[{sigma: 0.1}, 'did you mean "stddev"?']])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(() => truncatedGaussian(args as object), 'bad-argument', fix);
  });
});
