import {expect, it} from 'vitest';
import {inceptionModule} from '../../../../src/presets/networks/inception-module';

const filters = [64, 96, 128, 16, 32, 32] as const;

it('inceptionModule has four branches side by side, under Caffe’s names', () => {
  const rows = inceptionModule('pool2', {name: 'inception_3a', filters});
  const parts = rows.map(({name}) => name.replace('inception_3a/', ''));
  expect(parts.join(' ')).toBe('1x1 3x3_reduce 3x3 5x5_reduce 5x5 pool pool_proj output');
  const from = Object.fromEntries(rows.map(row => [row.name.replace('inception_3a/', ''), row.from]));
  expect(from).toMatchObject({
    '1x1': 'pool2',
    '3x3_reduce': 'pool2',
    '3x3': 'inception_3a/3x3_reduce',
    '5x5_reduce': 'pool2',
    pool: 'pool2',
  });
  expect(rows[4]).toMatchObject({filters: 32, kernelSize: 5, padding: 2, activation: 'relu'});
});

it('inceptionModule with batch normalization has no biases, and its ReLU behind the normalization', () => {
  const rows = inceptionModule('x', {name: 'i', filters, largeKernel: 3, isNormalized: true});
  const convolutions = rows.filter(({kind}) => kind === 'conv');
  expect(convolutions.every(row => 'useBias' in row && row.useBias === false && !('activation' in row))).toBe(
    true,
  );
  expect(rows.filter(({kind}) => kind === 'batchNorm').length).toBe(convolutions.length);
  expect(rows.at(-1)?.from).toEqual(['i/1x1/relu', 'i/3x3/relu', 'i/5x5/relu', 'i/pool_proj/relu']);
});
