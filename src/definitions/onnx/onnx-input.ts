import {AlexNetError} from '../../errors';
import type {OnnxNode, OnnxValue} from '../../formats/onnx/onnx-model';
import {numbersOf} from '../../models/layer-forms/onnx-reading';
import {makeView, type OnnxView} from '../../models/layer-forms/onnx-view';

/** The input of a graph as this library has it. */
export interface OnnxInput {
  /** [height, width, channels]. */
  shape: readonly number[];
  view: OnnxView;
}

/** Operators through which an image keeps its axes. */
const KEEPS_AXES = ['Identity', 'Cast', 'Sub', 'Add', 'Mul', 'Div', 'QuantizeLinear', 'DequantizeLinear'];

/**
 * Shape and order of a graph's input. Four axes are [batch, channels, height, width], or, in graphs of Keras, whose first
 * node transposes it, [batch, height, width, channels]; two are a row of numbers, which
 * becomes an image of one pixel.
 */
export function inputView(
  input: OnnxValue,
  nodes: readonly OnnxNode[],
  given: readonly number[] | undefined,
  where: string,
): OnnxInput {
  const [, ...sizes] = input.shape;
  if (input.shape.length === 2 && typeof sizes[0] === 'number' && sizes[0] > 0) {
    return {shape: [1, 1, sizes[0]], view: makeView([1, 1, sizes[0]], [[2]])};
  }
  const isChannelsLast = isTransposed(input.name, nodes) || isReshapedFirst(input.name, nodes, sizes);
  const [channels, height, width] = isChannelsLast ? [sizes[2], sizes[0], sizes[1]] : sizes;
  const shape = given ?? [height, width, channels];
  if (
    (given === undefined && input.shape.length !== 4) ||
    shape.length !== 3 ||
    !shape.every((size): size is number => typeof size === 'number' && size > 0)
  ) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'the graph does not say how large its input is.',
      expected: 'inputShape, [height, width, channels]',
      received: `"${input.name}" [${input.shape.join(', ')}]`,
      fix: 'pass inputShape: [224, 224, 3], say',
    });
  }
  return {shape, view: makeView(shape, isChannelsLast ? [[0], [1], [2]] : [[2], [0], [1]])};
}

/** Whether an image whose last axis alone can be its color is first reshaped, which of one channel is a transposition. */
function isReshapedFirst(
  input: string,
  nodes: readonly OnnxNode[],
  [first, , last]: readonly (number | string)[],
): boolean {
  const [node] = nodes.filter(({inputs}) => inputs.includes(input));
  return node?.operator === 'Reshape' && last === 1 && first !== 1;
}

/** Whether the image is first transposed from channels last to channels first. */
function isTransposed(input: string, nodes: readonly OnnxNode[]): boolean {
  const [node, ...others] = nodes.filter(({inputs}) => inputs.includes(input));
  if (node === undefined || others.length > 0) {
    return false;
  }
  return KEEPS_AXES.includes(node.operator)
    ? isTransposed(node.outputs[0] ?? '', nodes)
    : node.operator === 'Transpose' && numbersOf(node, 'perm', []).join() === '0,3,1,2';
}
