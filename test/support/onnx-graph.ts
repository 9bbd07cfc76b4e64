import type {NamedArray} from '../../src/core/named-array';
import type {OnnxModel, OnnxNode} from '../../src/formats/onnx/onnx-model';

/** An array that counts 0, 1, 2, … in tenths. */
export function countingArray(name: string, shape: number[]): NamedArray {
  const count = shape.reduce((product, length) => product * length, 1);
  return {name, shape, data: Float32Array.from({length: count}, (_, i) => (i % 11) / 10 - 0.5)};
}

/** `op(name, inputs, attributes)`: a node with one output of its own name. */
export function onnxNode(
  operator: string,
  name: string,
  inputs: string[],
  attributes: OnnxNode['attributes'] = {},
): OnnxNode {
  return {operator, name, inputs, outputs: [name], attributes};
}

/** A model of these nodes, whose last node is its output. */
export function onnxModel(
  nodes: OnnxNode[],
  arrays: NamedArray[] = [],
  inputShape: (number | string)[] = ['N', 3, 8, 8],
  opset = 13,
): OnnxModel {
  return {
    format: 'onnx',
    opset,
    arrays,
    metadata: {},
    graph: {
      name: 'test',
      nodes,
      inputs: [{name: 'x', shape: inputShape}],
      outputs: [{name: nodes[nodes.length - 1]?.outputs[0] ?? '', shape: []}],
      initializers: arrays,
    },
  };
}
