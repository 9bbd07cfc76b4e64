import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {imageAt} from '../../models/layer-forms/arrange-onnx';
import {
  integerOf,
  made,
  nodeName,
  numbersOf,
  textOf,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../../models/layer-forms/onnx-reading';
import type {RowBody} from '../../models/layer-forms/network-value';

/** A normalization that a graph spells out in several nodes. */
export interface SpelledNormalization {
  /** Name of the tensor that is normalized. */
  input: string;
  /** The nodes before the last one, which have no other use. */
  inner: OnnxNode[];
  /** Names of the constants of these nodes. */
  constants: string[];
  /** Makes the row. */
  read: (node: OnnxNode, context: OnnxRowsContext) => OnnxFlow;
}

/** Operators between the squares and their average that change axes only, and the padding of the window. */
const ON_THE_WAY = ['Reshape', 'Squeeze', 'Unsqueeze', 'Pad', 'Cast', 'Identity'];

/**
 * Finds local response normalization where a graph spells it out:
 *
 *     y = x / (k + alpha · average of x² over a window)^beta
 *
 * The window is one of channels, as PyTorch exports `nn.LocalResponseNorm`, or a square of pixels within each channel, for
 * which ONNX has no operator. Returns each one by its last node, the division.
 */
export function findNormalizations(
  nodes: readonly OnnxNode[],
  constants: ReadonlyMap<string, OnnxFlow>,
): Map<OnnxNode, SpelledNormalization> {
  const reader = new PatternReader(nodes, constants);
  const found = new Map<OnnxNode, SpelledNormalization>();
  for (const node of nodes) {
    const normalization = node.operator === 'Div' ? readNormalization(node, reader, constants) : undefined;
    if (normalization !== undefined) {
      found.set(node, normalization);
    }
  }
  return found;
}

interface Energy {
  power: OnnxNode;
  beta: number;
  bias: number;
  alpha: number;
  /** Name of the averaged squares. */
  mean: string;
  inner: OnnxNode[];
}

/** The divisor: (bias + alpha · mean)^beta, the factor and the sum in either order of their inputs. */
function readEnergy(divisor: string | undefined, reader: PatternReader): Energy | undefined {
  const power = reader.onlyUse(divisor, 'Pow');
  const beta = reader.scalar(power?.inputs[1]);
  const base = reader.onlyUse(power?.inputs[0], 'Add');
  const bias = reader.withScalar(base);
  const scaled = reader.onlyUse(bias?.other, 'Mul');
  const alpha = reader.withScalar(scaled);
  if (!power || !base || !bias || !scaled || !alpha || beta === undefined) {
    return undefined;
  }
  return {
    power,
    beta,
    bias: bias.scalar,
    alpha: alpha.scalar,
    mean: alpha.other,
    inner: [power, base, scaled],
  };
}

function readNormalization(
  div: OnnxNode,
  reader: PatternReader,
  constants: ReadonlyMap<string, OnnxFlow>,
): SpelledNormalization | undefined {
  const [input = '', divisor] = div.inputs;
  const energy = readEnergy(divisor, reader);
  if (energy === undefined) {
    return undefined;
  }
  const {alpha, beta, bias} = energy;
  const before = reader.passOver(energy.mean);
  const mean = reader.onlyUse(before.name, 'AveragePool');
  const behind = reader.passOver(mean?.inputs[0]);
  const square = reader.square(behind.name, input);
  if (mean === undefined || square === undefined) {
    return undefined;
  }
  const body = windowBody(mean, behind.nodes, reader, {alpha, beta, bias});
  if (body === undefined) {
    return undefined;
  }
  const inner = [...energy.inner, ...before.nodes, mean, ...behind.nodes, square];
  return {
    input,
    inner,
    constants: inner.flatMap(({inputs}) => inputs).filter(name => constants.has(name)),
    read: (node, context) => made(context.rows.add(nodeName(node), body, [imageAt(node, context)])),
  };
}

/** The row for this window; undefined for a window of another form. */
function windowBody(
  mean: OnnxNode,
  pads: readonly OnnxNode[],
  reader: PatternReader,
  {alpha, beta, bias}: {alpha: number; beta: number; bias: number},
): RowBody | undefined {
  const [depth = 0, ...sides] = numbersOf(mean, 'kernel_shape', []);
  const isPlain =
    numbersOf(mean, 'strides', [1]).every(stride => stride === 1) &&
    textOf(mean, 'auto_pad', 'NOTSET') === 'NOTSET';
  const own = numbersOf(mean, 'pads', [0]);
  if (!isPlain) {
    return undefined;
  }
  const border = (depth - 1) / 2;
  if (sides.every(side => side === 1) && (sides.length === 2 || depth > 1)) {
    // The channels stand in an axis of their own, with zeros around them: in a Pad, or in the pool.
    const counts = integerOf(mean, 'count_include_pad', 0) === 1;
    const widths = pads.flatMap(node => (node.operator === 'Pad' ? (reader.pads(node) ?? []) : []));
    const borders = [...widths, ...(counts ? own : [])].filter(pad => pad !== 0);
    // Of an even size PyTorch has one more in front.
    const [before, after] = [Math.ceil(border), Math.floor(border)];
    const isCentered = borders.join() === [before, after].filter(pad => pad !== 0).join();
    const isCounted = counts || own.every(pad => pad === 0);
    const depthRadius = before === after ? before : ([before, after] as const);
    return isCentered && isCounted ? {kind: 'lrn', depthRadius, bias, alpha: alpha / depth, beta} : undefined;
  }
  const isSquare =
    sides.length === 1 &&
    sides[0] === depth &&
    depth % 2 === 1 &&
    pads.length === 0 &&
    bias === 1 &&
    own.every(pad => pad === border) &&
    (depth === 1 || integerOf(mean, 'count_include_pad', 0) === 1);
  return isSquare ? {kind: 'spatialLrn', size: depth, alpha, beta} : undefined;
}

class PatternReader {
  readonly #makers = new Map<string, OnnxNode>();
  readonly #uses = new Map<string, number>();
  readonly #constants: ReadonlyMap<string, OnnxFlow>;

  constructor(nodes: readonly OnnxNode[], constants: ReadonlyMap<string, OnnxFlow>) {
    this.#constants = constants;
    for (const node of nodes) {
      node.outputs.forEach(name => this.#makers.set(name, node));
      // Sizes are computed from shapes, which is no use of the values.
      for (const name of node.operator === 'Shape' ? [] : node.inputs) {
        this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
      }
    }
    for (const node of nodes) {
      const [name] = this.#squeezed(node)?.inputs ?? [];
      if (name !== undefined) {
        this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
      }
    }
  }

  /**
   * The Shape node by whose sizes an If chooses whether to squeeze a value, as older PyTorch exports `squeeze`; the branches,
   * which take the value, are not read.
   */
  #squeezed(node: OnnxNode): OnnxNode | undefined {
    const equal = node.operator === 'If' ? this.#makers.get(node.inputs[0] ?? '') : undefined;
    const gather = equal?.operator === 'Equal' ? this.#makers.get(equal.inputs[0] ?? '') : undefined;
    const shape = gather?.operator === 'Gather' ? this.#makers.get(gather.inputs[0] ?? '') : undefined;
    return shape?.operator === 'Shape' ? shape : undefined;
  }

  /** Returns the node of this operator that produces a value, if that value has no other use. */
  onlyUse(name: string | undefined, operator: string): OnnxNode | undefined {
    const maker = this.#makers.get(name ?? '');
    return maker?.operator === operator && this.#uses.get(name ?? '') === 1 ? maker : undefined;
  }

  /** Goes back over nodes that change axes only, or pad with zeros. */
  passOver(name: string | undefined): {name: string | undefined; nodes: OnnxNode[]} {
    const nodes: OnnxNode[] = [];
    let current = name;
    for (;;) {
      const maker = this.#makers.get(current ?? '');
      const shape = maker === undefined ? undefined : this.#squeezed(maker);
      if (maker !== undefined && shape !== undefined) {
        nodes.push(maker);
        [current] = shape.inputs;
        continue;
      }
      if (
        maker === undefined ||
        !ON_THE_WAY.includes(maker.operator) ||
        this.#uses.get(current ?? '') !== 1 ||
        (maker.operator === 'Pad' && this.pads(maker) === undefined)
      ) {
        return {name: current, nodes};
      }
      nodes.push(maker);
      [current] = maker.inputs;
    }
  }

  /** The node that squares this input. */
  square(name: string | undefined, input: string): OnnxNode | undefined {
    const product = this.onlyUse(name, 'Mul');
    if (product !== undefined) {
      return product.inputs.every(factor => factor === input) ? product : undefined;
    }
    const power = this.onlyUse(name, 'Pow');
    return power?.inputs[0] === input && this.scalar(power.inputs[1]) === 2 ? power : undefined;
  }

  /** The widths of a Pad of zeros; undefined for another, or where they are not known here. */
  pads(node: OnnxNode): number[] | undefined {
    const widths = numbersOf(node, 'pads', this.#values(node.inputs[1]) ?? []);
    const value = this.scalar(node.inputs[2]) ?? 0;
    const isZero = value === 0 && (node.attributes.value ?? 0) === 0;
    const isConstant = (node.attributes.mode ?? 'constant') === 'constant';
    return widths.length > 0 && isZero && isConstant ? widths : undefined;
  }

  /** The value of a constant of one number. */
  scalar(name: string | undefined): number | undefined {
    const values = this.#values(name);
    return values?.length === 1 ? values[0] : undefined;
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

  #values(name: string | undefined): number[] | undefined {
    const flow = this.#constants.get(name ?? '');
    return flow?.kind === 'constant' ? Array.from(flow.array.data) : undefined;
  }
}
