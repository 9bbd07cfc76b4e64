import {describe, expect, it} from 'vitest';
import {requireArrays} from '../../../src/weights/require-arrays';
import {expectAlexNetError} from '../../support/matchers';

describe('requireArrays', () => {
  it('takes named arrays', () => {
    const arrays = [{name: 'a', shape: [1], data: Float32Array.of(1)}];
    requireArrays('here', 'arrays', arrays);
    requireArrays('here', 'arrays', []);
    expect(arrays).toHaveLength(1);
  });

  it.each([[null], [7], [[1]], [[{name: 'a'}]], [[null]]])('refuses %j', async value => {
    await expectAlexNetError(
      () => {
        requireArrays('here', 'arrays', value);
      },
      'bad-argument',
      'arrays',
      'conv1/kernel',
    );
  });
});
