import {describe, expect, it} from 'vitest';
import {decodeNumber, encodeNumber} from '../../../src/core/json-number';
import {expectAlexNetError} from '../../support/matchers';

describe('a number in JSON', () => {
  it.each([0, -0, 1.5, 5e-324, NaN, Infinity, -Infinity])('comes back: %d', value => {
    const text = JSON.stringify(encodeNumber(value));
    expect(decodeNumber('test', 'best', JSON.parse(text))).toBe(value === 0 ? 0 : value);
  });

  it.each(['low', null, undefined, '', '1'])('is not %j', async value => {
    await expectAlexNetError(
      () => decodeNumber('test', 'best', value),
      'bad-state',
      `best = ${JSON.stringify(value)}`,
    );
  });
});
