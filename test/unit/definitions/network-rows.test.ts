import {describe, expect, it} from 'vitest';
import {NetworkRows, sourcesOf} from '../../../src/definitions/network-rows';
import {sidesOf, type RowBody} from '../../../src/models/layer-forms/network-value';
import {expectAlexNetError} from '../../support/matchers';

describe('NetworkRows', () => {
  it('copies a value for a layer that takes it twice, since tfjs frees the value after the first use', () => {
    const rows = new NetworkRows('here');
    const a = rows.add('a', {kind: 'activation', activation: 'relu'}, [rows.input([2, 2, 1])]);
    rows.add('b', {kind: 'eltwise', operation: 'product'}, [a, a]);
    expect(rows.rows.map(({name, from}) => [name, from])).toEqual([
      ['a', 'data'],
      ['b_copy', 'a'],
      ['b', ['a', 'b_copy']],
    ]);
  });

  it('knows shapes, and the images that a row of numbers was flattened from', () => {
    const rows = new NetworkRows('here');
    const input = rows.input([4, 6, 2]);
    const pooled = rows.add('pool', {kind: 'maxPool', poolSize: 2, strides: 2}, [input]);
    expect([pooled.shape, sidesOf(pooled), rows.isImage(pooled)]).toEqual([[2, 3, 2], [2, 3], true]);
    const flat = rows.flatten(pooled, 'fc');
    const relu = rows.add('relu', {kind: 'activation', activation: 'relu'}, [flat]);
    const mean = rows.add('mean', {kind: 'globalAvgPool'}, [pooled]);
    const both = rows.add('both', {kind: 'concat'}, [relu, mean]);
    expect(both.parts).toEqual([
      [2, 3, 2],
      [1, 1, 2],
    ]);
    expect(rows.add('fc', {kind: 'dense', units: 3}, [both]).parts).toEqual([[1, 1, 3]]);
    expect(rows.flatten(both, 'x')).toBe(both);
  });

  it('creates unique names that tfjs accepts', () => {
    const rows = new NetworkRows('here');
    const input = rows.input([2, 2, 1]);
    const name = (wanted: string): string =>
      rows.add(wanted, {kind: 'activation', activation: 'relu'}, [input]).row;
    expect(['/features/0', 'a b', 'a b', 'data', '', 'conv2/3x3'].map(name)).toEqual([
      'features/0',
      'a_b',
      'a_b_2',
      'data_2',
      'layer',
      'conv2/3x3',
    ]);
  });

  it('keeps what leads to the output, and leaves out sources that are the row before', () => {
    const rows = new NetworkRows('here');
    const input = rows.input([4, 4, 1]);
    const relu = (name: string, source = input): typeof input =>
      rows.add(name, {kind: 'activation', activation: 'relu'}, [source]);
    const a = relu('a');
    relu('dead', a);
    const b = relu('b', a);
    const end = rows.add('end', {kind: 'eltwise', operation: 'sum'}, [a, b]);
    const finished = rows.finish(end);
    expect(finished.map(row => [row.name, sourcesOf(row)])).toEqual([
      ['a', []],
      ['b', []],
      ['end', ['a', 'b']],
    ]);
  });

  it('collects what was refused, and lets other errors pass', async () => {
    const rows = new NetworkRows('here');
    const refused = rows.attempt((): number => rows.refuse('x', 'a slice'));
    expect(refused).toBeUndefined();
    rows.note('y', 'a crop');
    expect(rows.attempt(() => 3)).toBe(3);
    const error = await expectAlexNetError(
      () => {
        rows.check('all else');
      },
      'unsupported',
      '2 things are not supported',
      'layer "x": a slice; layer "y": a crop',
    );
    expect(error.details).toHaveLength(2);
    await expectAlexNetError(
      () =>
        rows.attempt(() =>
          rows.add('p', {kind: 'maxPool', poolSize: 9, strides: 1}, [rows.input([4, 4, 1])]),
        ),
      'bad-shape',
      'layer "p"',
    );
  });

  it('refuses what no machine could hold, before anything is made', async () => {
    const rows = new NetworkRows('here');
    const input = rows.input([4, 4, 3]);
    const conv = (filters: number): RowBody => ({kind: 'conv', filters, kernelSize: 1});
    await expectAlexNetError(
      () => rows.add('big', conv(2 ** 30), [input]),
      'unsupported',
      'here, layer "big"',
      `${4 * 2 ** 30} in the last`,
    );
    let last = rows.add('c', conv(2), [input]);
    const double = (): void => {
      last = rows.add('d', {kind: 'concat'}, [last, last]);
    };
    for (let i = 0; i < 28; i++) {
      double();
    }
    await expectAlexNetError(double, 'unsupported', 'larger than any');
  });

  it('refuses more layers than TensorFlow.js can walk', async () => {
    const rows = new NetworkRows('here');
    let last = rows.input([4, 4, 3]);
    const add = (): void => {
      last = rows.add('r', {kind: 'activation', activation: 'relu'}, [last]);
    };
    for (let i = 0; i < 1000; i++) {
      add();
    }
    await expectAlexNetError(add, 'unsupported', '1001 layers');
  });
});
