import {describe, expect, it} from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import {xavier} from '../../../src/initializers/xavier';
import {expectAlexNetError} from '../../support/matchers';

describe('xavier', () => {
  it('has the expected defaults', () => {
    expect(xavier({seed: 4}).getConfig()).toEqual({mode: 'fanIn', seed: 4});
  });

  it.each([
    ['fanIn', 75],
    ['fanOut', 500],
    ['average', 287.5],
  ] as const)('fills ±√(3 / fan) evenly, counting %s', (mode, fan) => {
    const values = xavier({mode, seed: 1}).apply([5, 5, 3, 20]).dataSync<'float32'>();
    const limit = Math.sqrt(3 / fan);
    expect(Math.max(...values)).toBeLessThanOrEqual(limit * 1.000001);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-limit * 1.000001);
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    // 1500 values: the relative standard error of the variance is √(0.8 / 1500) = 2.3 %.
    expect(Math.abs(variance * fan - 1)).toBeLessThan(0.1);
  });

  it('refuses an unknown mode and names the nearest', async () => {
    await expectAlexNetError(
      () => xavier({mode: 'fanin' as 'fanIn'}),
      'bad-argument',
      '"fanin"',
      'did you mean "fanIn"?',
    );
  });
});

describe('the options of xavier', () => {
  it.each([[{variance_norm: 'fanIn'}, 'did you mean "mode"?']])(
    'refuses the option in %j',
    async (args, fix) => {
      await expectAlexNetError(() => xavier(args as object), 'bad-argument', fix);
    },
  );
});
