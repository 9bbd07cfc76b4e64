/** What the readers of ONNX's nodes share. */
import {countOf, type NamedArray} from '../../core/named-array';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {DefinedWeight} from './defined-weight';
import type {NetworkValue, RowCollector} from './network-value';

/** A value of an ONNX graph: what a row makes, numbers that are known, or sizes computed from a shape (null: the batch). */
export type OnnxFlow =
  | {kind: 'value'; value: NetworkValue}
  | {kind: 'constant'; array: NamedArray}
  | {kind: 'sizes'; sizes: (number | null)[]};

/** A network in the making, from ONNX's nodes. */
export interface OnnxRowsContext {
  rows: RowCollector;
  flows: Map<string, OnnxFlow>;
  weights: DefinedWeight[];
  /** Version of ONNX's operator set. */
  opset: number;
  /** Returns whether an activation may be fused into the row before it. */
  fuse: (node: OnnxNode, value: NetworkValue) => boolean;
  /** Whether convolutions or pools come after this node, which want an image. */
  wantsImage: (node: OnnxNode) => boolean;
  /** How many nodes take this value. */
  usesOf: (name: string) => number;
}

/** Adds the rows of a node, and returns its first output. */
export type ReadOnnx = (node: OnnxNode, context: OnnxRowsContext) => OnnxFlow;

/** The name of a node for messages and rows: its own, else its first output's. */
export function nodeName(node: OnnxNode): string {
  return node.name === '' ? (node.outputs[0] ?? node.operator) : node.name;
}

/** The computed input at this place, if it is one. */
export function valueAt(node: OnnxNode, index: number, {flows}: OnnxRowsContext): NetworkValue | undefined {
  const flow = flows.get(node.inputs[index] ?? '');
  return flow?.kind === 'value' ? flow.value : undefined;
}

/** What the first input is; a node without one is refused. */
export function firstFlow(node: OnnxNode, {flows, rows}: OnnxRowsContext): OnnxFlow {
  return flows.get(node.inputs[0] ?? '') ?? rows.refuse(nodeName(node), `${node.operator} of nothing`);
}

/** Returns the first input, which must be the output of a layer. */
export function firstValue(node: OnnxNode, context: OnnxRowsContext): NetworkValue {
  return valueAt(node, 0, context) ?? context.rows.refuse(nodeName(node), `${node.operator} of a constant`);
}

/** The constant input at this place. */
export function constantAt(node: OnnxNode, index: number, {flows}: OnnxRowsContext): NamedArray | undefined {
  const flow = flows.get(node.inputs[index] ?? '');
  return flow?.kind === 'constant' ? flow.array : undefined;
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

/** The result of a row. */
export function made(value: NetworkValue): OnnxFlow {
  return {kind: 'value', value};
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
