import {describe, expect, it} from 'vitest';
import {countFan} from '../../../src/initializers/fan';
import {expectAlexNetError} from '../../support/matchers';

describe('countFan', () => {
  it.each([
    ['conv1 of AlexNet', [11, 11, 3, 96], 363, 11616],
    ['conv2 of AlexNet, two groups: the kernel holds 96 / 2 inputs', [5, 5, 48, 256], 1200, 6400],
    ['fc6 of AlexNet', [9216, 4096], 9216, 4096],
  ])('counts inputs and outputs of %s', (_, shape, fanIn, fanOut) => {
    expect(countFan('test', shape, 'fanIn')).toBe(fanIn);
    expect(countFan('test', shape, 'fanOut')).toBe(fanOut);
    expect(countFan('test', shape, 'average')).toBe((fanIn + fanOut) / 2);
  });

  it('refuses a bias, which has no inputs', async () => {
    await expectAlexNetError(
      () => countFan('msra', [96], 'fanIn'),
      'bad-shape',
      'shape [96]',
      'tf.initializers.constant',
    );
  });

  it('refuses an empty kernel', async () => {
    await expectAlexNetError(() => countFan('msra', [3, 3, 0, 8], 'fanIn'), 'bad-shape', 'shape [3,3,0,8]');
  });
});
