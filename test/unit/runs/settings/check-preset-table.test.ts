import {describe, expect, it} from 'vitest';
import {ALEXNET_MINI} from '../../../../src/presets/networks/alexnet-mini';
import {PRESETS} from '../../../../src/presets/presets';
import {checkPresetTable, isPublished} from '../../../../src/runs/settings/check-preset-table';
import {expectAlexNetError} from '../../../support/matchers';

describe('checkPresetTable', () => {
  const withRows = (...rows: object[]): object => ({...ALEXNET_MINI, layers: rows});
  const ends = [
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dense', name: 'fc', units: 'classes'},
  ];

  it('accepts every preset after a way through JSON', () => {
    for (const preset of Object.values(PRESETS)) {
      const copy = JSON.parse(JSON.stringify(preset)) as object;
      expect(checkPresetTable(copy, 'network.json')).toEqual(preset);
    }
  });

  it.each<[string, unknown, ...string[]]>([
    ['something else', 3, 'received: 3'],
    ['a list', [], 'received: []'],
    ['an incomplete table', {id: 'mine'}, 'without inputShape', 'JSON.stringify'],
    ['an id that is no text', {...ALEXNET_MINI, id: 3}, 'a text as id'],
    ['a row of no kind', withRows({kind: 'convolution', name: 'c'}, ...ends), 'layer 0', '"convolution"'],
    ['a row that is null', {...ALEXNET_MINI, layers: [null]}, 'layer 0', 'null'],
    [
      'a cycle',
      withRows(
        {kind: 'activation', name: 'a', from: 'b', activation: 'relu'},
        {kind: 'activation', name: 'b', from: 'a', activation: 'relu'},
        ...ends,
      ),
      '"a" is fed by "b", which is no row before it',
    ],
    [
      'a text where a number belongs',
      withRows({kind: 'conv', name: 'c', filters: 'x', kernelSize: 3}, ...ends),
      '"c"',
    ],
    [
      'an end without classes',
      withRows({kind: 'conv', name: 'c', filters: 2, kernelSize: 3}),
      'does not end in classes',
    ],
  ])('refuses %s', async (_, table, ...parts) => {
    await expectAlexNetError(() => checkPresetTable(table, 'network.json'), 'bad-argument', ...parts);
  });
});

describe('isPublished', () => {
  it('is false for a changed table of the same name', () => {
    expect(isPublished(JSON.parse(JSON.stringify(ALEXNET_MINI)) as typeof ALEXNET_MINI)).toBe(true);
    expect(isPublished({...ALEXNET_MINI, dropout: 0.1})).toBe(false);
    expect(isPublished({...ALEXNET_MINI, id: 'mine'})).toBe(false);
  });
});
