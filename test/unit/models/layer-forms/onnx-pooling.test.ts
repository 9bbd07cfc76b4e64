import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import {NetworkRows} from '../../../../src/definitions/network-rows';
import {padded as padRow} from '../../../../src/models/layer-forms/onnx-padding';
import {windowPads} from '../../../../src/models/layer-forms/onnx-pooling';
import type {LayerRow} from '../../../../src/presets/preset';
import type {OnnxNode} from '../../../../src/formats/onnx/onnx-model';
import {onnxModel, onnxNode} from '../../../support/onnx-graph';
import {expectAlexNetError} from '../../../support/matchers';

const rowsOf = (operator: string, attributes: OnnxNode['attributes'] = {}, size = 8): readonly LayerRow[] =>
  networkFromOnnx(onnxModel([onnxNode(operator, 'p', ['x'], attributes)], [], [1, 2, size, size])).table
    .layers;

describe('ONNX_POOLS', () => {
  it.each<[string, OnnxNode['attributes'], Partial<LayerRow>]>([
    ['MaxPool', {kernel_shape: [2, 3]}, {kind: 'maxPool', poolSize: [2, 3], strides: 1}],
    [
      'MaxPool',
      {kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1},
      {kind: 'maxPool', poolSize: 3, strides: 2, ceilMode: true},
    ],
    [
      'MaxPool',
      {kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1]},
      {kind: 'maxPool', poolSize: 3, strides: 2, padding: 1},
    ],
    // Caffe's rounding up, as exporters write it: a pixel more behind than before.
    [
      'MaxPool',
      {kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1]},
      {kind: 'maxPool', poolSize: 3, strides: 2, ceilMode: true},
    ],
    // ONNX leaves padding out of the divisor unless it is told to count it.
    [
      'AveragePool',
      {kernel_shape: [3, 3], pads: [1, 1, 1, 1]},
      {kind: 'avgPool', poolSize: 3, strides: 1, padding: 1, countPadding: false},
    ],
    [
      'AveragePool',
      {kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1},
      {kind: 'avgPool', poolSize: 3, strides: 1, padding: 1},
    ],
    ['AveragePool', {kernel_shape: [2, 2], strides: [2, 2]}, {kind: 'avgPool', poolSize: 2, strides: 2}],
    ['GlobalAveragePool', {}, {kind: 'globalAvgPool'}],
    ['GlobalMaxPool', {}, {kind: 'globalMaxPool'}],
  ])('reads %s %o', (operator, attributes, row) => {
    expect(rowsOf(operator, attributes)).toEqual([{...row, name: 'p'}]);
  });

  it('drops padding behind that changes nothing', () => {
    expect(
      rowsOf('MaxPool', {kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 1, 1]})[0],
    ).not.toHaveProperty('padding');
  });

  it.each<[OnnxNode['attributes'], string]>([
    [{kernel_shape: [3, 3], pads: [-1, 0, 1, 0]}, '[-1, 0, 1, 0]'],
    [{kernel_shape: [3]}, 'without a window'],
  ])('refuses %o', async (attributes, problem) => {
    await expectAlexNetError(() => rowsOf('MaxPool', attributes), 'unsupported', 'layer "p"', problem);
  });

  it('keeps an image where a convolution follows a global pool', () => {
    const nodes = [
      onnxNode('GlobalAveragePool', 'g', ['x']),
      onnxNode('MaxPool', 'm', ['g'], {kernel_shape: [1, 1]}),
    ];
    expect(networkFromOnnx(onnxModel(nodes)).table.layers[0]).toMatchObject({kind: 'avgPool', poolSize: 8});
  });
});

it('windowPads and padded: auto_pad is written out', () => {
  const rows = new NetworkRows('here');
  const input = rows.input([7, 8, 1]);
  const pads = (auto_pad: string): unknown =>
    windowPads(onnxNode('Conv', 'c', [], {auto_pad}), input, [4, 4], [1, 1]);
  expect([pads('VALID'), pads('SAME_UPPER'), pads('SAME_LOWER'), pads('ODD')]).toEqual([
    [0, 0, 0, 0],
    [1, 1, 2, 2],
    [2, 2, 1, 1],
    undefined,
  ]);
  expect(padRow(rows, 'c', input, [1, 2, 3, 4]).shape).toEqual([11, 14, 1]);
});

describe('Pad', () => {
  const padded = (
    attributes: OnnxNode['attributes'],
    inputs: string[] = [],
    widths: number[] = [],
  ): readonly LayerRow[] => {
    const arrays = [
      {name: 'widths', shape: [widths.length], data: Float32Array.from(widths)},
      {name: 'one', shape: [], data: Float32Array.of(1)},
    ];
    const node = onnxNode('Pad', 'p', ['x', ...inputs], attributes);
    return networkFromOnnx(onnxModel([node], arrays, [1, 2, 8, 8])).table.layers;
  };
  const rows = [
    {
      kind: 'zeroPad',
      name: 'p',
      padding: [
        [1, 3],
        [2, 4],
      ],
    },
  ];

  it('is a border of zeros, its widths an input or an attribute', () => {
    const widths = [0, 0, 1, 2, 0, 0, 3, 4];
    expect(padded({}, ['widths'], widths)).toEqual(rows);
    expect(padded({pads: widths, mode: 'constant', value: 0})).toEqual(rows);
  });
});
