/** Functions for the readers of ONNX's nodes. */
import {countOf, type NamedArray} from '../../core/named-array';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {OnnxTensor} from '../../formats/onnx/read-onnx-tensor';
import type {DefinedWeight} from './defined-weight';
import type {NetworkValue, RowCollector} from './network-value';
import {usualView, viewSizes, type OnnxView} from './onnx-view';

/** A tensor that a row makes. */
export interface ValueFlow {
  kind: 'value';
  value: NetworkValue;
  /** How the tensor's axes lie in the output of the row. */
  view: OnnxView;
  /** Name of the node that set these axes, for the row that they may need. */
  name?: string;
  /** Whether something beside the next node takes what the row makes. */
  isShared?: boolean;
  /** The same in other orders, as far as rows were made for them. */
  arranged?: Map<string, ValueFlow>;
  numbers?: NetworkValue;
}

/** A tensor of an ONNX graph: what a row makes, or values that are known; NaN stands for the size of the batch. */
export type OnnxFlow = ValueFlow | {kind: 'constant'; array: OnnxTensor};

/** A network in the making, from ONNX's nodes. */
export interface OnnxRowsContext {
  rows: RowCollector;
  flows: ReadonlyMap<string, OnnxFlow>;
  weights: DefinedWeight[];
  /** Names of the constants that were used. */
  used: Set<string>;
  /** Arrays that were computed from the file's constants. */
  derived: NamedArray[];
  /** Version of ONNX's operator set. */
  opset: number;
  /** Number of images in the batch with which the graph was written; undefined where it is open. */
  batch: number | undefined;
  /** Returns whether an activation may be fused into the row that makes this value. */
  fuse: (node: OnnxNode, flow: ValueFlow) => boolean;
  /** Whether convolutions or pools come after this node, which want an image. */
  wantsImage: (node: OnnxNode) => boolean;
  /** How many nodes take this tensor. */
  usesOf: (name: string) => number;
  /** Takes a factor and a shift per channel of the network's input out of the graph, if the caller wants them. */
  takeScaling: (node: OnnxNode, flow: ValueFlow, scaling: Partial<InputScaling>) => ValueFlow | undefined;
}

/** What a graph does to its input first: y = factor · x + shift, one of each per channel or one for all. */
export interface InputScaling {
  factor: number[];
  shift: number[];
}

/** Adds the rows of a node, and returns its first output, or all of them. */
export type ReadOnnx = (node: OnnxNode, context: OnnxRowsContext) => OnnxFlow | OnnxFlow[];

/** The name of a node for messages and rows: its own, else its first output's. */
export function nodeName(node: OnnxNode): string {
  return node.name === '' ? (node.outputs[0] ?? node.operator) : node.name;
}

/** The input at this place, which must be the output of a layer. */
export function valueFlow(node: OnnxNode, {flows, rows}: OnnxRowsContext, index = 0): ValueFlow {
  const flow = flows.get(node.inputs[index] ?? '');
  return flow?.kind === 'value' ? flow : rows.refuse(nodeName(node), `${node.operator} of a constant`);
}

/** The inputs that are outputs of layers. */
export function valueFlows(node: OnnxNode, {flows}: OnnxRowsContext): ValueFlow[] {
  return node.inputs.map(name => flows.get(name)).filter(flow => flow?.kind === 'value');
}

/** The first input; a node without one is refused. */
export function firstFlow(node: OnnxNode, {flows, rows}: OnnxRowsContext): OnnxFlow {
  return flows.get(node.inputs[0] ?? '') ?? rows.refuse(nodeName(node), `${node.operator} of nothing`);
}

/** The constant input at this place. */
export function constantAt(
  node: OnnxNode,
  index: number,
  {flows, used}: OnnxRowsContext,
): OnnxTensor | undefined {
  const name = node.inputs[index] ?? '';
  const flow = flows.get(name);
  if (flow?.kind !== 'constant') {
    return undefined;
  }
  used.add(name);
  return flow.array;
}

/** Whether there is an input at this place. */
export function hasInput(node: OnnxNode, index: number): boolean {
  return (node.inputs[index] ?? '') !== '';
}

/** An integer attribute. */
export function integerOf({attributes}: OnnxNode, name: string, fallback: number): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : fallback;
}

/** An attribute that is a list of numbers. */
export function numbersOf({attributes}: OnnxNode, name: string, fallback: number[]): number[] {
  const value = attributes[name];
  return Array.isArray(value) && value.every(item => typeof item === 'number') ? value : fallback;
}

/** A text attribute. */
export function textOf({attributes}: OnnxNode, name: string, fallback: string): string {
  const value = attributes[name];
  return typeof value === 'string' ? value : fallback;
}

/** Returns the values of a small constant, from an attribute or an input. */
export function constantNumbers(array: NamedArray | undefined): number[] | undefined {
  return array === undefined || countOf(array.shape) > 64 ? undefined : Array.from(array.data);
}

/** A list of integers that old operator sets have as an attribute and new ones as an input; undefined where there is none. */
export function integersAt(
  node: OnnxNode,
  attribute: string,
  index: number,
  context: OnnxRowsContext,
): number[] | undefined {
  const given = numbersOf(node, attribute, []);
  if (given.length > 0) {
    return given;
  }
  if (!hasInput(node, index)) {
    return undefined;
  }
  const numbers = constantNumbers(constantAt(node, index, context));
  return numbers ?? context.rows.refuse(nodeName(node), `${node.operator} whose ${attribute} are computed`);
}

/** The result of a row, in the usual order of axes. */
export function made(value: NetworkValue, view: OnnxView = usualView(value)): ValueFlow {
  return {kind: 'value', value, view};
}

/** The result of a row that keeps the order of its input's axes. */
export function like(flow: ValueFlow, value: NetworkValue, view: OnnxView = flow.view): ValueFlow {
  return {kind: 'value', value, view};
}

/** Number of axes, with the batch. */
export function rankOf({view}: ValueFlow): number {
  return view.axes.length + 1;
}

/** An axis behind the batch, counted from 0, of one that may be negative; refuses the batch itself. */
export function axisBehindBatch(
  node: OnnxNode,
  flow: ValueFlow,
  axis: number,
  {rows}: OnnxRowsContext,
): number {
  const rank = rankOf(flow);
  const counted = axis < 0 ? axis + rank : axis;
  return counted >= 1 && counted < rank
    ? counted - 1
    : rows.refuse(nodeName(node), `${node.operator} along axis ${axis} of ${rank} axes`);
}

/** Sizes of the tensor's axes behind the batch. */
export function sizesBehindBatch({view}: ValueFlow): number[] {
  return viewSizes(view);
}

/** A number attribute. */
export function numberOf({attributes}: OnnxNode, name: string, fallback: number): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : fallback;
}

/** One number where both sides are alike. */
export function oneSize([height = 1, width = height]: readonly number[]): number | [number, number] {
  return height === width ? height : [height, width];
}

/** Adds an array that was computed from the file's constants, and returns the weight of a row that has it. */
export function derivedWeight(
  name: string,
  shape: readonly number[],
  data: Float32Array,
  {weights, derived}: OnnxRowsContext,
): void {
  const source = `derived:${name}`;
  derived.push({name: source, shape: [...shape], data});
  weights.push({name, source, shape, convert: values => values});
}
