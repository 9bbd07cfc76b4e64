/** Makes the rows that bring a tensor of an ONNX graph into the order that a layer needs. */
import {countOf} from '../../core/named-array';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {NetworkValue, RowCollector} from './network-value';
import {
  like,
  nodeName,
  sizesBehindBatch,
  valueFlow,
  type OnnxRowsContext,
  type ValueFlow,
} from './onnx-reading';
import {makeView, partsOfView, rowAxis, viewSizes, withAxisSize} from './onnx-view';

/** Axes of the graph's tensor, joined to one axis of a row. */
type Group = readonly number[];

/** An image: height, width and channels of [channels, height, width]. */
const IMAGE: readonly Group[] = [[1], [2], [0]];

/**
 * The tensor as the output of a row whose axes are these groups of the tensor's axes. Adds rows only where the order or the
 * shape is another one; asked for the same again, returns what it made.
 */
export function arrange(
  flow: ValueFlow,
  groups: readonly Group[],
  before: string,
  rows: RowCollector,
): ValueFlow {
  const key = JSON.stringify(groups);
  flow.arranged ??= new Map();
  const known = flow.arranged.get(key);
  if (known !== undefined) {
    return known;
  }
  const {factors, axes} = flow.view;
  const order = groups.flat().flatMap(axis => axes[axis] ?? []);
  const places = new Map(order.map((factor, place) => [factor, place]));
  const view = makeView(
    order.map(factor => factors[factor] ?? 1),
    axes.map(axis => axis.map(factor => places.get(factor) ?? 0)),
  );
  const sizes = viewSizes(flow.view);
  const shape = groups.map(group => countOf(group.map(axis => sizes[axis] ?? 1)));
  const value = reorder(
    ordered(flow, before, rows),
    {factors, order, shape, name: flow.name ?? before},
    rows,
  );
  const result: ValueFlow = {
    ...like(flow, {...value, parts: ownParts(value)}, view),
    isShared: flow.isShared,
  };
  flow.arranged.set(key, result);
  return result;
}

function ownParts({shape}: NetworkValue): NetworkValue['parts'] {
  return shape.length === 1 ? [[1, 1, shape[0] ?? 1]] : [];
}

/** Segments of several flattened images, each in this library's order, in that of the graph. */
function ordered({value}: ValueFlow, before: string, rows: RowCollector): NetworkValue {
  if (value.shape.length !== 1 || value.parts.length < 2 || value.parts.every(([h, w]) => h * w === 1)) {
    return value;
  }
  const indices: number[] = [];
  let start = 0;
  for (const [height, width, channels] of value.parts) {
    for (let channel = 0; channel < channels; channel++) {
      for (let pixel = 0; pixel < height * width; pixel++) {
        indices.push(start + pixel * channels + channel);
      }
    }
    start += height * width * channels;
  }
  return rows.add(`${before}_order`, {kind: 'select', axis: 0, indices}, [value]);
}

interface Order {
  factors: readonly number[];
  order: readonly number[];
  shape: readonly number[];
  name: string;
}

/** A reshape, a permutation and a reshape, each where it changes something. */
function reorder(
  value: NetworkValue,
  {factors, order, shape, name}: Order,
  rows: RowCollector,
): NetworkValue {
  const runs = runsOf(order);
  if (runs.length < 2) {
    return reshaped(value, shape, name, rows);
  }
  if (value.shape.join() === factors.join()) {
    const ones = [...factors.keys()].filter(factor => !order.includes(factor));
    const whole = rows.add(`${name}_permute`, {kind: 'permute', order: [...order, ...ones]}, [value]);
    return reshaped(whole, shape, name, rows);
  }
  const sorted = [...runs].sort(([a = 0], [b = 0]) => a - b);
  const sizes = sorted.map(run => countOf(run.map(factor => factors[factor] ?? 1)));
  const split = reshaped(value, sizes, name, rows);
  const turned = rows.add(`${name}_permute`, {kind: 'permute', order: runs.map(run => sorted.indexOf(run))}, [
    split,
  ]);
  return reshaped(turned, shape, name, rows);
}

/** Neighbors that stay neighbors. */
function runsOf(order: readonly number[]): number[][] {
  const rank = new Map([...order].sort((a, b) => a - b).map((factor, place) => [factor, place]));
  const runs: number[][] = [];
  for (const factor of order) {
    const run = runs[runs.length - 1];
    const last = run?.[run.length - 1];
    if (run !== undefined && last !== undefined && rank.get(factor) === (rank.get(last) ?? 0) + 1) {
      run.push(factor);
    } else {
      runs.push([factor]);
    }
  }
  return runs;
}

function reshaped(
  value: NetworkValue,
  shape: readonly number[],
  name: string,
  rows: RowCollector,
): NetworkValue {
  if (value.shape.join() === shape.join()) {
    return value;
  }
  return shape.length === 1 && value.shape.length === 3
    ? rows.add(name, {kind: 'flatten'}, [value])
    : rows.add(`${name}_reshape`, {kind: 'reshape', shape}, [value]);
}

/** The input at this place as an image [height, width, channels]; refused where it has not four axes. */
export function imageAt(node: OnnxNode, context: OnnxRowsContext, index = 0): NetworkValue {
  const flow = valueFlow(node, context, index);
  const name = nodeName(node);
  return flow.view.axes.length === 3
    ? arrange(flow, IMAGE, name, context.rows).value
    : context.rows.refuse(name, `${node.operator} of what is no image`);
}

/**
 * The input at this place as a row of numbers, whose `parts` say in which order the graph has them; refused where it has
 * not two axes.
 */
export function numbersAt(node: OnnxNode, context: OnnxRowsContext, index = 0): NetworkValue {
  const flow = valueFlow(node, context, index);
  const name = nodeName(node);
  return flow.view.axes.length === 1
    ? asNumbers(flow, name, context.rows).value
    : context.rows.refuse(name, `${node.operator} of what is no row of numbers`);
}

/** A tensor of any axes as a row of numbers, in the order that costs no permutation. */
export function asNumbers(flow: ValueFlow, before: string, rows: RowCollector): ValueFlow {
  const {value, view} = flow;
  if (value.shape.length === 1 && value.parts.length > 1) {
    return flow;
  }
  const parts = partsOfView(view);
  if (parts === undefined) {
    return arrange(flow, [[...view.axes.keys()]], before, rows);
  }
  if (value.shape.length === 1) {
    return {...flow, value: {...value, parts}};
  }
  flow.numbers ??=
    value.shape.length === 3 && flow.name === undefined
      ? rows.flatten(value, before)
      : reshaped(value, [countOf(value.shape)], flow.name ?? before, rows);
  return {...like(flow, {...flow.numbers, parts}, view), isShared: flow.isShared};
}

/** The input as it is, if its last axis is that axis of the graph's tensor; else arranged so. */
export function lastAxisAt(node: OnnxNode, context: OnnxRowsContext, axis: number, index = 0): ValueFlow {
  const flow = valueFlow(node, context, index);
  return withLastAxis(flow, axis, nodeName(node), context.rows);
}

/** The tensor as it is, if the last axis of its row is that axis; else arranged so. */
export function withLastAxis(flow: ValueFlow, axis: number, before: string, rows: RowCollector): ValueFlow {
  const {value, view} = flow;
  if (view.axes.length === 1) {
    return asNumbers(flow, before, rows);
  }
  if (rowAxis(view, value.shape, axis) === value.shape.length - 1) {
    return flow;
  }
  return lastAxisArranged(flow, axis, before, rows);
}

/** Like {@link withLastAxis}, with every axis of the tensor as one of the row. */
export function lastAxisArranged(
  flow: ValueFlow,
  axis: number,
  before: string,
  rows: RowCollector,
): ValueFlow {
  const others = [...flow.view.axes.keys()].filter(other => other !== axis);
  return arrange(flow, [...others.map(other => [other]), [axis]], before, rows);
}

/** Entries of an axis of a tensor. */
export function selectAxis(
  flow: ValueFlow,
  axis: number,
  indices: readonly number[],
  name: string,
  {rows}: {rows: RowCollector},
): ValueFlow {
  const size = sizesBehindBatch(flow)[axis] ?? 1;
  if (indices.length === size && indices.every((place, i) => place === i)) {
    return flow;
  }
  const {flow: arranged, axis: row} = asRowAxis(flow, axis, name, rows);
  const value = rows.add(name, {kind: 'select', axis: row, indices}, [arranged.value]);
  return like(arranged, value, withAxisSize(arranged.view, arranged.value.shape, row, indices.length));
}

/** The tensor with this axis as a whole axis of its row, and that axis of the row. */
export function asRowAxis(
  flow: ValueFlow,
  axis: number,
  name: string,
  rows: RowCollector,
): {flow: ValueFlow; axis: number} {
  const own = flow.value.parts.length < 2 ? rowAxis(flow.view, flow.value.shape, axis) : undefined;
  if (own !== undefined) {
    return {flow, axis: own};
  }
  const axes = [...flow.view.axes.keys()];
  const arranged = arrange(
    flow,
    axes.length === 3 ? [[1], [2], [0]] : axes.map(other => [other]),
    name,
    rows,
  );
  const found = rowAxis(arranged.view, arranged.value.shape, axis);
  return {flow: arranged, axis: found ?? rows.refuse(name, `an axis ${axis + 1} of one entry`)};
}

/**
 * The tensor in the usual order of its axes: an image channels last, anything else as the graph has it. Numbers that were
 * pooled over whole maps stay a row.
 */
export function usualOrder(flow: ValueFlow, before: string, rows: RowCollector): ValueFlow {
  const {value, view} = flow;
  const isImage = view.axes.length === 3;
  const isPooled = isImage && value.shape.length === 1 && rowAxis(view, value.shape, 0) === 0;
  return isPooled
    ? flow
    : arrange(flow, isImage ? IMAGE : [...view.axes.keys()].map(axis => [axis]), before, rows);
}
