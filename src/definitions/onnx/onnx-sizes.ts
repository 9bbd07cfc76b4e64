import {countOf} from '../../core/named-array';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {arrange} from '../../models/layer-forms/arrange-onnx';
import {
  axisBehindBatch,
  constantAt,
  constantNumbers,
  firstFlow,
  integerOf,
  integersAt,
  nodeName,
  numbersOf,
  rankOf,
  sizesBehindBatch,
  textOf,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
  type ReadOnnx,
  type ValueFlow,
} from '../../models/layer-forms/onnx-reading';
import {reshapeView, type OnnxView} from '../../models/layer-forms/onnx-view';
import {integers} from './fold-constants';

/** ONNX's type numbers of fractions. */
const FLOAT_TYPES = [1, 10, 11, 16];

/**
 * The operators that change the axes of values. None of them makes a row: the layer behind them says which order it needs
 * (see arrange-onnx.ts).
 */
export const ONNX_SIZES: Readonly<Record<string, ReadOnnx>> = {
  Identity: firstFlow,
  Cast: (node, context) =>
    FLOAT_TYPES.includes(integerOf(node, 'to', 1))
      ? firstFlow(node, context)
      : context.rows.refuse(nodeName(node), 'Cast of a layer’s output to integers'),
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  DepthToSpace: (node, context) => {
    const isColumnFirst = textOf(node, 'mode', 'DCR') === 'CRD';
    const block = integerOf(node, 'blocksize', 1);
    return moveBlocks(node, context, ([channels = 1, height = 1, width = 1]) => {
      const rest = channels / block ** 2;
      return {
        split: isColumnFirst ? [rest, block, block, height, width] : [block, block, rest, height, width],
        order: isColumnFirst ? [0, 3, 1, 4, 2] : [2, 3, 0, 4, 1],
        sizes: [rest, height * block, width * block],
      };
    });
  },
  SpaceToDepth: (node, context) => {
    const block = integerOf(node, 'blocksize', 1);
    return moveBlocks(node, context, ([channels = 1, height = 1, width = 1]) => ({
      split: [channels, height / block, block, width / block, block],
      order: textOf(node, 'mode', 'DCR') === 'CRD' ? [0, 2, 4, 1, 3] : [2, 4, 0, 1, 3],
      sizes: [channels * block ** 2, height / block, width / block],
    }));
  },
  Shape: (node, context) => {
    const flow = valueFlow(node, context);
    // The batch is not known: NaN stands for its size.
    const sizes = [NaN, ...sizesBehindBatch(flow)];
    const start = integerOf(node, 'start', 0);
    return {kind: 'constant', array: integers(sizes.slice(start, integerOf(node, 'end', sizes.length)))};
  },
};

function renamed(node: OnnxNode, flow: ValueFlow, view: OnnxView, context: OnnxRowsContext): ValueFlow {
  const isShared = flow.isShared === true || context.usesOf(node.inputs[0] ?? '') > 1;
  // The row that a flattened image may need has the name of the node.
  const name = node.name === '' ? 'flatten' : node.name;
  return {kind: 'value', value: flow.value, view, isShared, ...(view.axes.length === 1 ? {name} : {})};
}

/** The tensor with other sizes behind its batch. */
function resized(
  node: OnnxNode,
  flow: ValueFlow,
  sizes: readonly number[],
  context: OnnxRowsContext,
): ValueFlow {
  if (sizes.join() === sizesBehindBatch(flow).join()) {
    return flow;
  }
  const isJoined = flow.value.shape.length === 1 && flow.value.parts.length > 1;
  const view = isJoined ? undefined : reshapeView(flow.view, sizes);
  if (view !== undefined) {
    return renamed(node, flow, view, context);
  }
  const row = arrange(flow, [[...flow.view.axes.keys()]], nodeName(node), context.rows);
  const plain = {factors: [countOf(sizes)], axes: [[0]]};
  return renamed(node, row, reshapeView(plain, sizes) ?? plain, context);
}

function reshape(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, batch} = context;
  const flow = valueFlow(node, context);
  const given = constantNumbers(constantAt(node, 1, context)) ?? numbersOf(node, 'shape', []);
  const own = sizesBehindBatch(flow);
  const count = countOf(own);
  const copies = integerOf(node, 'allowzero', 0) === 0;
  const sizes = given.map((size, axis) =>
    size === 0 && copies ? (axis === 0 ? NaN : (own[axis - 1] ?? 0)) : size,
  );
  const [first = 0, ...rest] = sizes;
  const known = countOf(rest.filter(size => size !== -1));
  // The batch may be computed (NaN), the number with which the graph was traced, or 1 where an exporter traced one image.
  const isBatch = Number.isNaN(first) || first === (batch ?? 1);
  const isOpen = rest.filter(size => size === -1).length === 1;
  const fits = isOpen ? isBatch && count % known === 0 : known === count;
  return fits
    ? resized(
        node,
        flow,
        rest.map(size => (size === -1 ? count / known : size)),
        context,
      )
    : rows.refuse(
        nodeName(node),
        `Reshape to [${given.map(size => (Number.isNaN(size) ? '?' : size)).join(', ')}]`,
      );
}

function flatten(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const flow = valueFlow(node, context);
  const axis = integerOf(node, 'axis', 1);
  const counted = axis < 0 ? axis + rankOf(flow) : axis;
  const sizes = sizesBehindBatch(flow);
  return counted >= 1 && countOf(sizes.slice(0, counted - 1)) === 1
    ? resized(node, flow, [countOf(sizes)], context)
    : context.rows.refuse(nodeName(node), `Flatten from axis ${axis}, which joins the images of a batch`);
}

function squeeze(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const flow = valueFlow(node, context);
  const sizes = sizesBehindBatch(flow);
  const given = integersAt(node, 'axes', 1, context);
  const axes = given?.map(axis => axisBehindBatch(node, flow, axis, context));
  if (axes?.some(axis => sizes[axis] !== 1) === true) {
    return context.rows.refuse(nodeName(node), 'Squeeze of an axis longer than 1');
  }
  const kept = sizes.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis)));
  return resized(node, flow, kept, context);
}

function unsqueeze(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const flow = valueFlow(node, context);
  const given = integersAt(node, 'axes', 1, context) ?? [];
  const rank = rankOf(flow) + given.length;
  const axes = given.map(axis => (axis < 0 ? axis + rank : axis));
  const rest = sizesBehindBatch(flow);
  const sizes = Array.from({length: rank - 1}, (_, axis) =>
    axes.includes(axis + 1) ? 1 : (rest.shift() ?? 1),
  );
  return axes.includes(0)
    ? context.rows.refuse(nodeName(node), 'Unsqueeze in front of the batch')
    : resized(node, flow, sizes, context);
}

function transpose(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const flow = valueFlow(node, context);
  const rank = rankOf(flow);
  const order = numbersOf(
    node,
    'perm',
    Array.from({length: rank}, (_, axis) => rank - 1 - axis),
  );
  if (order[0] !== 0 || order.length !== rank) {
    return rows.refuse(nodeName(node), `Transpose to the order [${order.join(', ')}], which moves the batch`);
  }
  return permuted(
    node,
    flow,
    order.slice(1).map(axis => axis - 1),
    context,
  );
}

function permuted(
  node: OnnxNode,
  flow: ValueFlow,
  order: readonly number[],
  context: OnnxRowsContext,
): ValueFlow {
  const {factors, axes} = flow.view;
  return renamed(node, flow, {factors, axes: order.map(axis => axes[axis] ?? [])}, context);
}

interface BlockMove {
  split: number[];
  order: number[];
  sizes: number[];
}

/** DepthToSpace and SpaceToDepth: a reshape, a transposition and a reshape. */
function moveBlocks(
  node: OnnxNode,
  context: OnnxRowsContext,
  plan: (sizes: readonly number[]) => BlockMove,
): OnnxFlow {
  const flow = valueFlow(node, context);
  const {split, order, sizes} = plan(sizesBehindBatch(flow));
  if (rankOf(flow) !== 4 || ![...split, ...sizes].every(size => Number.isInteger(size) && size > 0)) {
    return context.rows.refuse(nodeName(node), `${node.operator} of an image that the blocks do not divide`);
  }
  return resized(node, permuted(node, resized(node, flow, split, context), order, context), sizes, context);
}
