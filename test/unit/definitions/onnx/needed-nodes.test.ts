import {describe, expect, it} from 'vitest';
import {neededNodes, nodesBefore} from '../../../../src/definitions/onnx/needed-nodes';
import {onnxModel, onnxNode} from '../../../support/onnx-graph';
import {expectAlexNetError} from '../../../support/matchers';

const A = onnxNode('Relu', 'a', ['x']);
const B = onnxNode('Relu', '/b/Relu', ['a']);
const C = onnxNode('ArgMax', 'c', ['/b/Relu']);
const SIDE = onnxNode('Loop', 'side', ['a']);
const {graph} = onnxModel([A, B, SIDE, C]);

describe('neededNodes', () => {
  it('takes what leads to the end, and nothing beside or behind it', () => {
    expect(neededNodes(graph, undefined, 'here')).toEqual({nodes: [A, B, C], output: 'c'});
    expect(neededNodes(graph, '/b/Relu', 'here').nodes).toEqual([A, B]);
    expect(neededNodes(graph, 'b/Relu', 'here').nodes).toEqual([A, B]);
    expect(neededNodes(graph, '/b', 'here').nodes).toEqual([A, B]);
    expect(nodesBefore('a', graph.nodes)).toEqual([A]);
  });

  it('takes of several outputs the one that no node takes', () => {
    const outputs = ['a', '/b/Relu', 'c'].map(name => ({name, shape: []}));
    expect(neededNodes({...graph, outputs}, undefined, 'here').output).toBe('c');
  });

  it('names the near layer for one that is not there, and the ends where there are several', async () => {
    await expectAlexNetError(
      () => neededNodes(graph, 'sidee', 'here'),
      'bad-argument',
      'did you mean "side"?',
    );
    const two = {
      ...graph,
      outputs: [
        {name: 'c', shape: []},
        {name: 'side', shape: []},
      ],
    };
    await expectAlexNetError(() => neededNodes(two, undefined, 'here'), 'bad-argument', '2 ends', 'c, side');
  });
});
