import {describe, expect, it} from 'vitest';
import {planRow} from '../../../src/models/plan-row';
import type {LayerRow} from '../../../src/presets/preset';
import {expectAlexNetError} from '../../support/matchers';

const plan = (row: LayerRow, ...inputs: number[][]): ReturnType<typeof planRow> =>
  planRow(row, inputs, 5, 'here');

describe('planRow', () => {
  it.each<[LayerRow, number[][], {outputShape: number[]; parameters: number; multiplyAdds: number}]>([
    [
      {kind: 'conv', name: 'c', filters: 'classes', kernelSize: [3, 1], strides: [2, 1], useBias: false},
      [[7, 6, 4]],
      {outputShape: [3, 6, 5], parameters: 60, multiplyAdds: 18 * 60},
    ],
    [
      {kind: 'conv', name: 'c', filters: 6, kernelSize: 3, padding: 2, dilation: 2, groups: 2},
      [[7, 6, 4]],
      {outputShape: [7, 6, 6], parameters: 9 * 2 * 6 + 6, multiplyAdds: 42 * 108},
    ],
    [
      {kind: 'maxPool', name: 'p', poolSize: 3, strides: 2, padding: 1},
      [[8, 6, 4]],
      {outputShape: [4, 3, 4], parameters: 0, multiplyAdds: 0},
    ],
    [
      {kind: 'avgPool', name: 'p', poolSize: 3, strides: 2, ceilMode: true},
      [[8, 6, 4]],
      {outputShape: [4, 3, 4], parameters: 0, multiplyAdds: 0},
    ],
    [{kind: 'globalAvgPool', name: 'p'}, [[8, 6, 4]], {outputShape: [4], parameters: 0, multiplyAdds: 0}],
    [
      {
        kind: 'zeroPad',
        name: 'z',
        padding: [
          [1, 2],
          [0, 3],
        ],
      },
      [[8, 6, 4]],
      {outputShape: [11, 9, 4], parameters: 0, multiplyAdds: 0},
    ],
    [
      {kind: 'concat', name: 'j', from: ['a', 'b']},
      [
        [8, 6, 4],
        [8, 6, 3],
      ],
      {outputShape: [8, 6, 7], parameters: 0, multiplyAdds: 0},
    ],
    [{kind: 'batchNorm', name: 'b'}, [[8, 6, 4]], {outputShape: [8, 6, 4], parameters: 16, multiplyAdds: 0}],
    [
      {kind: 'batchNorm', name: 'b', affine: false},
      [[8, 6, 4]],
      {outputShape: [8, 6, 4], parameters: 8, multiplyAdds: 0},
    ],
    [{kind: 'scale', name: 's'}, [[4]], {outputShape: [4], parameters: 8, multiplyAdds: 0}],
    [
      {kind: 'dense', name: 'd', units: 'classes', useBias: false},
      [[4]],
      {outputShape: [5], parameters: 20, multiplyAdds: 20},
    ],
  ])('counts %o', (row, inputs, expected) => {
    expect(plan(row, ...inputs)).toEqual(expected);
  });

  it('refuses joins of rows that do not fit, with the shape of each', async () => {
    const from = ['a', 'b'];
    await expectAlexNetError(
      () => plan({kind: 'concat', name: 'j', from}, [8, 6, 4], [7, 6, 4]),
      'bad-shape',
      'layer "j"',
      '"a" [8, 6, 4], "b" [7, 6, 4]',
    );
    await expectAlexNetError(
      () => plan({kind: 'eltwise', operation: 'sum', name: 'j', from}, [8, 6, 4], [8, 6, 3]),
      'bad-shape',
      '"b" [8, 6, 3]',
    );
  });

  it('refuses an image where numbers are wanted, and numbers where an image is', async () => {
    await expectAlexNetError(
      () => plan({kind: 'dense', name: 'fc', units: 2}, [2, 2, 3]),
      'bad-shape',
      '[2, 2, 3]',
      'flatten',
    );
    await expectAlexNetError(() => plan({kind: 'flatten', name: 'f'}, [3]), 'bad-shape', '[3]');
    await expectAlexNetError(() => plan({kind: 'globalAvgPool', name: 'p'}, [3]), 'bad-shape', '[3]');
  });

  it.each<[string, LayerRow]>([
    ['strides', {kind: 'conv', name: 'c', filters: 2, kernelSize: 1, strides: 0}],
    ['kernelSize', {kind: 'conv', name: 'c', filters: 2, kernelSize: [3, 0]}],
    ['dilation', {kind: 'conv', name: 'c', filters: 2, kernelSize: 3, dilation: 0.5}],
    ['padding', {kind: 'conv', name: 'c', filters: 2, kernelSize: 3, padding: -1}],
    ['strides', {kind: 'maxPool', name: 'p', poolSize: 2, strides: 0}],
    ['poolSize', {kind: 'avgPool', name: 'p', poolSize: NaN, strides: 1}],
    [
      'padding',
      {
        kind: 'zeroPad',
        name: 'z',
        padding: [
          [0, 0],
          [-1, 0],
        ],
      },
    ],
  ])('refuses %s that are none', async (name, row) => {
    await expectAlexNetError(() => plan(row, [8, 8, 2]), 'bad-argument', `here, layer "${row.name}"`, name);
  });

  it('refuses a dense layer without units', async () => {
    const row: LayerRow = {kind: 'dense', name: 'd', units: 0};
    await expectAlexNetError(() => plan(row, [8]), 'bad-argument', 'units = 0');
  });
});
