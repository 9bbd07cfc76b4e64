import {describe, expect, it} from 'vitest';
import {planPool} from '../../../../src/models/layer-kinds/plan-pool';
import type {MaxPoolRow} from '../../../../src/presets/layer-row';
import {expectAlexNetError} from '../../../support/matchers';

const plan = (fields: Partial<MaxPoolRow>, input = [8, 6, 4]): ReturnType<typeof planPool> =>
  planPool({kind: 'maxPool', name: 'p', poolSize: 3, strides: 2, ...fields}, [input], {
    classes: 5,
    where: 'here',
  });

describe('planPool', () => {
  it.each<[Partial<MaxPoolRow>, number[]]>([
    [{}, [3, 2, 4]],
    [{padding: 1}, [4, 3, 4]],
    [{ceilMode: true}, [4, 3, 4]],
    [{poolSize: [2, 3], strides: [2, 1]}, [4, 4, 4]],
  ])('plans %o', (fields, outputShape) => {
    expect(plan(fields)).toEqual({outputShape, parameters: 0, multiplyAdds: 0});
  });

  it.each<[string, Partial<MaxPoolRow>]>([
    ['strides', {strides: 0}],
    ['poolSize', {poolSize: NaN}],
    // A window could lie in the padding alone.
    ['padding', {poolSize: 2, padding: 2}],
  ])('refuses %s that are none', async (name, fields) => {
    await expectAlexNetError(() => plan(fields), 'bad-argument', 'here', name);
  });

  it('refuses what is no image', async () => {
    await expectAlexNetError(() => plan({}, [3]), 'bad-shape', '[3]');
  });
});
