import {expect, it} from 'vitest';
import {inceptionLayers} from '../../../../src/presets/networks/inception-layers';
import type {LayerRow} from '../../../../src/presets/preset';

const moduleOf = (isNormalized: boolean): LayerRow[] =>
  inceptionLayers({isNormalized}).filter(({name}) => name.startsWith('inception_3a/'));

it('an inception module has four branches side by side, under Caffe’s names', () => {
  const rows = moduleOf(false);
  const parts = rows.map(({name}) => name.replace('inception_3a/', ''));
  expect(parts.join(' ')).toBe('1x1 3x3_reduce 3x3 5x5_reduce 5x5 pool pool_proj output');
  const from = Object.fromEntries(rows.map(row => [row.name.replace('inception_3a/', ''), row.from]));
  expect(from).toMatchObject({
    '1x1': 'pool2/3x3_s2',
    '3x3_reduce': 'pool2/3x3_s2',
    '3x3': 'inception_3a/3x3_reduce',
    '5x5_reduce': 'pool2/3x3_s2',
    '5x5': 'inception_3a/5x5_reduce',
    pool: 'pool2/3x3_s2',
    output: ['1x1', '3x3', '5x5', 'pool_proj'].map(part => `inception_3a/${part}`),
  });
  expect(rows[4]).toMatchObject({filters: 32, kernelSize: 5, padding: 2, activation: 'relu'});
});

it('with batch normalization convolutions have no biases, and their ReLU behind the normalization', () => {
  const rows = moduleOf(true);
  const convolutions = rows.filter(({kind}) => kind === 'conv');
  expect(convolutions.length).toBe(6);
  expect(convolutions.every(row => 'useBias' in row && !('activation' in row))).toBe(true);
  expect(rows.filter(({kind}) => kind === 'batchNorm').length).toBe(6);
  expect(rows.at(-1)?.from).toEqual(
    ['1x1', '3x3', '5x5', 'pool_proj'].map(part => `inception_3a/${part}/relu`),
  );
});
