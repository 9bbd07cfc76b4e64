import {describe, expect, it} from 'vitest';
import {mergeFactors} from '../../../../src/definitions/onnx/merge-factors';
import type {OnnxFlow} from '../../../../src/models/layer-forms/onnx-reading';
import {onnxNode} from '../../../support/onnx-graph';

const constant = (name: string, shape: number[], values: number[]): [string, OnnxFlow] => [
  name,
  {kind: 'constant', array: {name, shape, data: Float32Array.from(values)}},
];

/** A product and a factor behind it. */
function merged(
  operator: string,
  weights: [number[], number[]],
  factor: [number[], number[]],
  output = 'y',
): {count: number; data: number[] | undefined} {
  const flows = new Map([constant('w', ...weights), constant('c', ...factor)]);
  const nodes = [
    onnxNode(operator, 'p', ['x', 'w']),
    onnxNode('Cast', 'cast', ['p'], {to: 1}),
    onnxNode('Mul', 'y', ['cast', 'c']),
  ];
  const left = mergeFactors(nodes, new Set(['p']), output, flows);
  const flow = flows.get(left[0]?.inputs[1] ?? '');
  return {count: left.length, data: flow?.kind === 'constant' ? [...flow.array.data] : undefined};
}

describe('mergeFactors', () => {
  it.each([
    [
      'one factor for all',
      'MatMul',
      [
        [2, 2],
        [1, 2, 3, 4],
      ],
      [[], [2]],
      [2, 4, 6, 8],
    ],
    [
      'one for each column of a matrix',
      'MatMul',
      [
        [2, 2],
        [1, 2, 3, 4],
      ],
      [[2], [1, 10]],
      [1, 20, 3, 40],
    ],
    [
      'one for each filter of a convolution',
      'Conv',
      [
        [2, 1, 1, 2],
        [1, 2, 3, 4],
      ],
      [
        [1, 2, 1, 1],
        [1, 10],
      ],
      [1, 2, 30, 40],
    ],
  ] as [string, string, [number[], number[]], [number[], number[]], number[]][])(
    'multiplies the weights by %s',
    (_, operator, weights, factor, expected) => {
      expect(merged(operator, weights, factor)).toEqual({count: 1, data: expected});
    },
  );

  it('leaves a factor that differs between pixels, and one behind the end', () => {
    const weights: [number[], number[]] = [
      [2, 1, 1, 2],
      [1, 2, 3, 4],
    ];
    expect(merged('Conv', weights, [[2], [1, 10]]).count).toBe(3);
    expect(merged('Conv', weights, [[], [2]], 'p').count).toBe(3);
  });
});
