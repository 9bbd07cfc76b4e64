import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {NetworkValue} from '../../models/layer-forms/network-value';
import {flattenOnnx} from '../../models/layer-kinds/flatten';
import {
  constantAt,
  constantNumbers,
  firstFlow,
  firstValue,
  nodeName,
  numbersOf,
  valueAt,
  type ReadOnnx,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../../models/layer-forms/onnx-reading';

/**
 * The operators that reshape values, and those that only compute sizes: exporters write `view(x.size(0), -1)`
 * as Shape, Gather, Unsqueeze, Concat and Reshape. All of them become a flatten row, or no row.
 */
export const ONNX_SIZES: Readonly<Record<string, ReadOnnx>> = {
  Identity: firstFlow,
  Cast: (node, context) => {
    const flow = firstFlow(node, context);
    return flow.kind === 'value' ? context.rows.refuse(nodeName(node), 'Cast of a layer’s output') : flow;
  },
  Constant: node => {
    const {value, value_int: integer, value_ints: integers, value_float: float} = node.attributes;
    if (typeof value === 'object' && !Array.isArray(value)) {
      return {kind: 'constant', array: value};
    }
    const numbers = [integer, integers, float].flat().filter(item => typeof item === 'number');
    const shape = Array.isArray(integers) ? [numbers.length] : [];
    return {kind: 'constant', array: {name: node.outputs[0] ?? '', shape, data: Float32Array.from(numbers)}};
  },
  Reshape: reshape,
  Squeeze: squeeze,
  Unsqueeze: (node, context) => {
    const flow = firstFlow(node, context);
    return flow.kind === 'value'
      ? context.rows.refuse(nodeName(node), 'Unsqueeze of a layer’s output')
      : flow;
  },
  Shape: (node, context) => {
    const value = valueAt(node, 0, context);
    return value === undefined
      ? context.rows.refuse(nodeName(node), 'Shape of a constant')
      : {kind: 'sizes', sizes: [null, ...channelsFirst(value)]};
  },
  Gather: (node, context) => {
    const flow = firstFlow(node, context);
    const indices = constantNumbers(constantAt(node, 1, context));
    if (flow.kind !== 'sizes' || indices === undefined) {
      return context.rows.refuse(nodeName(node), 'Gather other than from a shape');
    }
    return {kind: 'sizes', sizes: indices.map(index => flow.sizes.at(index) ?? null)};
  },
};

function reshape(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, flows} = context;
  const input = firstValue(node, context);
  const shape = flows.get(node.inputs[1] ?? '');
  const sizes =
    shape?.kind === 'sizes'
      ? shape.sizes
      : (constantNumbers(constantAt(node, 1, context)) ?? numbersOf(node, 'shape', []));
  const count = input.shape.reduce((product, length) => product * length, 1);
  const [batch, numbers] = sizes;
  // The batch may be written as 0 (keep), −1 (what is left), null (computed) or, by exporters that traced one image, 1.
  const keepsBatch = batch === 0 || batch === -1 || batch === null || batch === 1;
  const isFlat = sizes.length === 2 && keepsBatch && (numbers === count || (numbers === -1 && batch !== -1));
  return isFlat
    ? flattenOnnx(node, context)
    : rows.refuse(nodeName(node), `Reshape to [${sizes.map(size => size ?? '?').join(', ')}]`);
}

function squeeze(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const flow = firstFlow(node, context);
  if (flow.kind !== 'value') {
    return flow;
  }
  const [height, width] = flow.value.shape;
  const isPixel = flow.value.shape.length === 1 || (height === 1 && width === 1);
  return isPixel
    ? flattenOnnx(node, context)
    : rows.refuse(nodeName(node), 'Squeeze of what is no single pixel');
}

/** Channels, height and width; a row of numbers that was pooled over whole maps counts as it is. */
function channelsFirst({shape}: NetworkValue): number[] {
  const [height = 1, width = 1, channels = 1] = shape;
  return shape.length === 3 ? [channels, height, width] : [...shape];
}
