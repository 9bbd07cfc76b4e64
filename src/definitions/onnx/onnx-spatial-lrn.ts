import type {NamedArray} from '../../core/named-array';
import type {OnnxGraph, OnnxNode} from '../../formats/onnx/onnx-model';
import {integerOf, numbersOf} from '../../models/layer-forms/onnx-reading';

/** A spatial LRN, within each channel, that a graph spells out in six nodes. */
export interface SpatialNormalization {
  /** Name of the value that is normalized. */
  input: string;
  /** Side of the window. Odd. */
  size: number;
  alpha: number;
  beta: number;
  /** The nodes before the last one, which have no other use. */
  inner: OnnxNode[];
}

/**
 * Finds spatial LRN, within each channel, for which ONNX has no operator, where a graph spells it out:
 *
 *     y = x / (1 + alpha · AveragePool(x · x))^beta        a square window of odd size, zeros around the image that count
 *
 * Returns each one by its last node, the division.
 */
export function findSpatialNormalizations(graph: OnnxGraph): Map<OnnxNode, SpatialNormalization> {
  const reader = new PatternReader(graph);
  const found = new Map<OnnxNode, SpatialNormalization>();
  for (const node of graph.nodes) {
    const normalization = node.operator === 'Div' ? readNormalization(node, reader) : undefined;
    if (normalization !== undefined) {
      found.set(node, normalization);
    }
  }
  return found;
}

function readNormalization(div: OnnxNode, reader: PatternReader): SpatialNormalization | undefined {
  const [input = '', divisor] = div.inputs;
  const power = reader.onlyUse(divisor, 'Pow');
  const beta = reader.scalar(power?.inputs[1]);
  const base = reader.onlyUse(power?.inputs[0], 'Add');
  const one = reader.withScalar(base);
  const energy = reader.onlyUse(one?.other, 'Mul');
  const alpha = reader.withScalar(energy);
  const mean = reader.onlyUse(alpha?.other, 'AveragePool');
  const square = reader.onlyUse(mean?.inputs[0], 'Mul');
  if (!power || !base || !energy || !mean || !square || beta === undefined || one?.scalar !== 1 || !alpha) {
    return undefined;
  }
  const [height = 0, width = 0] = numbersOf(mean, 'kernel_shape', []);
  const border = (height - 1) / 2;
  const isWindow =
    height === width &&
    height % 2 === 1 &&
    numbersOf(mean, 'strides', [1, 1]).every(stride => stride === 1) &&
    numbersOf(mean, 'pads', [0, 0, 0, 0]).every(pad => pad === border) &&
    (height === 1 || integerOf(mean, 'count_include_pad', 0) === 1) &&
    mean.attributes.auto_pad === undefined;
  if (!isWindow || square.inputs[0] !== input || square.inputs[1] !== input) {
    return undefined;
  }
  return {input, size: height, alpha: alpha.scalar, beta, inner: [square, mean, energy, base, power]};
}

class PatternReader {
  readonly #makers = new Map<string, OnnxNode>();
  readonly #uses = new Map<string, number>();
  readonly #constants: Map<string, NamedArray>;

  constructor({nodes, initializers, outputs}: OnnxGraph) {
    this.#constants = new Map(initializers.map(array => [array.name, array]));
    for (const node of nodes) {
      for (const name of node.outputs) {
        this.#makers.set(name, node);
      }
      for (const name of node.inputs) {
        this.#count(name);
      }
      const {value} = node.attributes;
      const [name] = node.outputs;
      if (
        node.operator === 'Constant' &&
        typeof value === 'object' &&
        'data' in value &&
        name !== undefined
      ) {
        this.#constants.set(name, value);
      }
    }
    for (const {name} of outputs) {
      this.#count(name);
    }
  }

  /** Returns the node of this operator that produces a value, if that value has no other use. */
  onlyUse(name: string | undefined, operator: string): OnnxNode | undefined {
    const maker = this.#makers.get(name ?? '');
    return maker?.operator === operator && this.#uses.get(name ?? '') === 1 ? maker : undefined;
  }

  /** The value of a constant of one number. */
  scalar(name: string | undefined): number | undefined {
    const array = this.#constants.get(name ?? '');
    return array?.data.length === 1 ? array.data[0] : undefined;
  }

  /** A node of two inputs, one of which is a number. */
  withScalar(node: OnnxNode | undefined): {scalar: number; other: string} | undefined {
    const [first = '', second = ''] = node?.inputs ?? [];
    const [left, right] = [this.scalar(first), this.scalar(second)];
    if (left !== undefined) {
      return {scalar: left, other: second};
    }
    return right === undefined ? undefined : {scalar: right, other: first};
  }

  #count(name: string): void {
    this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
  }
}
