import {describe, expect, it} from 'vitest';
import {connectRows} from '../../../src/models/connect-rows';
import {kindOf} from '../../../src/models/layer-kinds/layer-kinds';
import type {LayerRow} from '../../../src/presets/preset';
import {expectAlexNetError} from '../../support/matchers';

const relu = (name: string, from?: string): LayerRow => ({
  kind: 'activation',
  activation: 'relu',
  name,
  ...(from === undefined ? {} : {from}),
});
const concat = (name: string, ...from: string[]): LayerRow => ({kind: 'concat', name, from});

describe('connectRows', () => {
  it('feeds a row by the row before, or by the rows that it names', () => {
    const rows = [relu('a'), relu('b'), relu('c', 'a'), concat('d', 'b', 'c', 'data')];
    expect(connectRows(rows, 'here', kindOf).map(({from}) => from)).toEqual([
      ['data'],
      ['a'],
      ['a'],
      ['b', 'c', 'data'],
    ]);
  });

  it('bridges a row that is left out, one after the other', () => {
    const rows = [relu('a'), relu('b'), relu('c'), concat('d', 'b', 'a'), relu('e')];
    const leave = (row: LayerRow): boolean => ['b', 'c', 'e'].includes(row.name);
    expect(connectRows([relu('a'), relu('b'), relu('e'), relu('f')], 'here', kindOf, leave)).toMatchObject([
      {row: {name: 'a'}, from: ['data']},
      {row: {name: 'f'}, from: ['a']},
    ]);
    expect(connectRows(rows, 'here', kindOf, leave).map(({from}) => from)).toEqual([['data'], ['a', 'a']]);
  });

  it('reports every fault of a table at once', async () => {
    const error = await expectAlexNetError(
      () =>
        connectRows(
          [relu('a', 'nowhere'), relu('a'), concat('c', 'a'), relu('dead', 'c'), relu('f', 'c')],
          'here',
          kindOf,
        ),
      'bad-argument',
      '4 faults',
      '"a" is fed by "nowhere"',
      '"a" is the name of two rows',
      '"c" (concat) is fed by 1 rows',
    );
    expect(error.details).toContain('"dead" feeds no row, and is not the last');
    await expectAlexNetError(() => connectRows([], 'here', kindOf), 'bad-argument', 'there are no rows');
    await expectAlexNetError(
      () => connectRows([relu('conv1'), relu('x', 'conv2')], 'here', kindOf),
      'bad-argument',
      '"conv1" perhaps',
    );
  });

  it('refuses a row that is fed by a later one', async () => {
    await expectAlexNetError(
      () => connectRows([relu('a', 'b'), relu('b')], 'here', kindOf),
      'bad-argument',
      '"b"',
    );
  });
});
