import {describe, expect, it} from 'vitest';
import {NetworkRows} from '../../../../src/definitions/network-rows';
import {
  arrange,
  asNumbers,
  asRowAxis,
  selectAxis,
  usualOrder,
  withLastAxis,
} from '../../../../src/models/layer-forms/arrange-onnx';
import {made, type ValueFlow} from '../../../../src/models/layer-forms/onnx-reading';
import {makeView} from '../../../../src/models/layer-forms/onnx-view';

function image(): {rows: NetworkRows; flow: ValueFlow; kinds: () => string} {
  const rows = new NetworkRows('here');
  const flow = made(rows.input([4, 5, 6]));
  return {rows, flow, kinds: () => rows.rows.map(({kind}) => kind).join(' ')};
}

describe('arrange', () => {
  it('makes no row where nothing moves, and the same rows once', () => {
    const {rows, flow, kinds} = image();
    expect(arrange(flow, [[1], [2], [0]], 'a', rows).value.row).toBe('data');
    const first = arrange(flow, [[0], [1], [2]], 'a', rows);
    expect(first.value.shape).toEqual([6, 4, 5]);
    expect(arrange(flow, [[0], [1], [2]], 'a', rows)).toBe(first);
    expect(kinds()).toBe('permute');
  });

  it('joins neighbors before it permutes them', () => {
    const {rows, flow} = image();
    const shuffled = {...flow, view: makeView([4, 5, 2, 3], [[3], [2], [0], [1]])};
    const value = arrange(shuffled, [[2], [3], [0, 1]], 's', rows).value;
    expect(rows.rows).toMatchObject([
      {kind: 'reshape', shape: [20, 2, 3]},
      {kind: 'permute', order: [0, 2, 1]},
      {kind: 'reshape', shape: [4, 5, 6]},
    ]);
    expect(value.shape).toEqual([4, 5, 6]);
  });

  it('flattens without a permutation, and says in which order the graph has the numbers', () => {
    const {rows, flow, kinds} = image();
    const flat = {...flow, view: makeView([4, 5, 6], [[2, 0, 1]])};
    expect(asNumbers(flat, 'f', rows).value).toMatchObject({shape: [120], parts: [[4, 5, 6]]});
    expect(kinds()).toBe('flatten');
    usualOrder(flat, 'f', rows);
    expect(kinds()).toBe('flatten permute flatten');
  });

  it('puts joined segments into the order of the graph by a selection', () => {
    const rows = new NetworkRows('here');
    const input = rows.input([1, 1, 12]);
    const flow: ValueFlow = {
      kind: 'value',
      value: {
        row: input.row,
        shape: [12],
        parts: [
          [1, 2, 2],
          [2, 2, 2],
        ],
      },
      view: {factors: [12], axes: [[0]]},
    };
    usualOrder(flow, 'o', rows);
    expect(rows.rows).toMatchObject([{kind: 'select', indices: [0, 2, 1, 3, 4, 6, 8, 10, 5, 7, 9, 11]}]);
  });

  it('leaves pooled numbers a row', () => {
    const rows = new NetworkRows('here');
    const pooled = made(
      rows.add('g', {kind: 'globalAvgPool'}, [rows.input([4, 5, 6])]),
      makeView([6], [[0], [], []]),
    );
    expect(usualOrder(pooled, 'g', rows).value.shape).toEqual([6]);
    expect(withLastAxis(pooled, 0, 'g', rows)).toBe(pooled);
  });

  it('selects along an axis of the tensor, whatever axis of the row that is', () => {
    const {rows, flow} = image();
    const channels = selectAxis(flow, 0, [5, 0], 's', {rows});
    expect(channels.value.shape).toEqual([4, 5, 2]);
    expect(selectAxis(flow, 1, [0, 1, 2, 3], 's', {rows})).toBe(flow);
    expect(asRowAxis(flow, 2, 's', rows).axis).toBe(1);
  });
});
