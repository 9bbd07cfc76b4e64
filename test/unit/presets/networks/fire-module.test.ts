import {expect, it} from 'vitest';
import {fireModule} from '../../../../src/presets/networks/fire-module';

it('fireModule squeezes once and expands side by side, under Caffe’s names', () => {
  const rows = fireModule({name: 'fire2', squeeze: 16, expand: 64});
  expect(rows.map(row => row.name)).toEqual([
    'fire2/squeeze1x1',
    'fire2/expand1x1',
    'fire2/expand3x3',
    'fire2',
  ]);
  expect(rows[2]).toMatchObject({from: 'fire2/squeeze1x1', filters: 64, kernelSize: 3});
  expect(rows[3]).toMatchObject({kind: 'concat', from: ['fire2/expand1x1', 'fire2/expand3x3']});
});
