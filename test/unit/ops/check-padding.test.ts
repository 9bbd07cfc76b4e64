import {expect, it} from 'vitest';
import {checksFor} from '../../../src/core/check';
import {checkPadding} from '../../../src/ops/check-padding';
import {expectAlexNetError} from '../../support/matchers';

it('checkPadding takes one number or a pair, each below the window', async () => {
  const check = checksFor('here');
  expect(checkPadding(check, 1, [2, 3])).toEqual([1, 1]);
  expect(checkPadding(check, [0, 2], [2, 3])).toEqual([0, 2]);
  await expectAlexNetError(() => checkPadding(check, [2, 0], [2, 3]), 'bad-argument', 'padding = 2');
  await expectAlexNetError(() => checkPadding(check, -1, [2, 3]), 'bad-argument', 'padding = -1');
});
