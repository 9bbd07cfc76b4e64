import {describe, expect, it} from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import {msra} from '../../../src/initializers/msra';
import {expectAlexNetError} from '../../support/matchers';

describe('msra', () => {
  it('has the expected defaults', () => {
    expect(msra({seed: 4}).getConfig()).toEqual({mode: 'fanIn', seed: 4});
  });

  it.each([
    ['fanIn', 432],
    ['fanOut', 576],
    ['average', 504],
  ] as const)('has variance 2 / fan, counting %s', (mode, fan) => {
    const values = msra({mode, seed: 1}).apply([3, 3, 48, 64]).dataSync<'float32'>();
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    // 27,648 values: the relative standard error of the variance is √(2 / 27648) = 0.85 %.
    expect(Math.abs((variance * fan) / 2 - 1)).toBeLessThan(0.04);
  });

  it('counts the inputs of one group only in a grouped kernel', () => {
    const grouped = msra({seed: 1}).apply([5, 5, 48, 256]).dataSync<'float32'>();
    const variance = grouped.reduce((sum, value) => sum + value * value, 0) / grouped.length;
    expect(Math.abs((variance * 1200) / 2 - 1)).toBeLessThan(0.02);
  });

  it('refuses a bias', async () => {
    await expectAlexNetError(() => msra({seed: 1}).apply([64]), 'bad-shape', 'shape [64]', 'for biases use');
  });
});

describe('the options of msra', () => {
  it.each([[{gain: 2}, 'remove "gain"']])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(() => msra(args as object), 'bad-argument', fix);
  });
});
