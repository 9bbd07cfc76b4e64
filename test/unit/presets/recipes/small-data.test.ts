import {expect, it} from 'vitest';
import {ALEXNET_MINI} from '../../../../src/presets/networks/alexnet-mini';
import {SMALL_DATA} from '../../../../src/presets/recipes/small-data';

it('small-data has the constants of alexnet-mini', () => {
  expect(SMALL_DATA).toMatchObject(ALEXNET_MINI.train);
});
