import {show} from '../../core/check';
import {AlexNetError} from '../../errors';
import type {OnnxModel, OnnxNode, OnnxValue} from '../../formats/onnx/onnx-model';
import {usualOrder} from '../../models/layer-forms/arrange-onnx';
import {
  constantAt,
  nodeName,
  type InputScaling,
  type OnnxFlow,
  type OnnxRowsContext,
  type ReadOnnx,
  type ValueFlow,
} from '../../models/layer-forms/onnx-reading';
import {finishNetwork, type DefinedNetwork, type NetworkFromDefinitionOptions} from '../defined-network';
import {NetworkRows, sourcesOf} from '../network-rows';
import {constantOf, foldConstants} from './fold-constants';
import {mergeFactors} from './merge-factors';
import {neededNodes, nodesBefore} from './needed-nodes';
import {inputView} from './onnx-input';
import {findNormalizations, type SpelledNormalization} from './onnx-normalizations';
import {onnxReader, onnxSupported, takesOnnxImages} from './onnx-operators';
import {plainNodes} from './quantized-nodes';

/**
 * Makes a network, with its weights, of an ONNX graph of this era: convolutions, pools, LRN, dense layers, joins.
 * Layers are named as the nodes; an activation is fused into the convolution or dense layer before it, unless
 * `fuseActivations` is false. What lies behind the layer to end at is not read.
 *
 * Shapes: [batch, height, width, channels] in, where the graph takes [batch, channels, height, width] or the same;
 * [batch, 1, 1, numbers] for a graph that takes rows of numbers.
 *
 * @example
 * const {model} = networkFromOnnx(parseOnnx(bytes));
 *
 * @throws unsupported: lists every node that has no counterpart here, with its name.
 */
export function networkFromOnnx(
  source: OnnxModel,
  options: NetworkFromDefinitionOptions = {},
): DefinedNetwork {
  return readOnnxNetwork(source, options).network;
}

/** A network of an ONNX graph, and what became no layer. */
export interface OnnxNetwork {
  network: DefinedNetwork;
  /** What the graph does to its input first, where the caller wanted it apart. */
  scaling?: InputScaling;
}

/** @param takesScaling whether factors and shifts of the input are returned and become no layers. Default false. */
export function readOnnxNetwork(
  source: OnnxModel,
  options: NetworkFromDefinitionOptions,
  takesScaling = false,
): OnnxNetwork {
  requireOnnx(source);
  const {graph, opset} = source;
  const where = `networkFromOnnx "${graph.name}"`;
  const {nodes: written, output} = neededNodes(graph, options.output, where);
  const constants = new Map(graph.initializers.map(array => [array.name, array]));
  const {nodes: needed, unscaled} = plainNodes(written, constants);
  const rows = new NetworkRows(where);
  const flows = new Map<string, OnnxFlow>(
    graph.initializers.map(array => [array.name, {kind: 'constant', array}]),
  );
  const input = inputOf(
    graph.inputs.filter(({name}) => !flows.has(name)),
    where,
  );
  const {shape, view} = inputView(input, needed, options.inputShape, where);
  const value = rows.input(shape);
  flows.set(input.name, {kind: 'value', value, view});
  const scaling: InputScaling = {factor: [1], shift: [0]};
  let nodes = needed;
  let uses = new Map<string, number>();
  const {fuseActivations = true} = options;
  const usesOf = (name: string): number => uses.get(name) ?? 0;
  const context: ReadContext = {
    rows,
    flows,
    weights: [],
    used: new Set(),
    derived: [],
    opset,
    batch: typeof input.shape[0] === 'number' ? input.shape[0] : undefined,
    usesOf,
    wantsImage: node => nodes.slice(nodes.indexOf(node) + 1).some(({operator}) => takesOnnxImages(operator)),
    fuse: (node, flow) => {
      const row = rows.rows.find(({name}) => name === flow.value.row);
      return (
        fuseActivations &&
        (row?.kind === 'conv' || row?.kind === 'dense') &&
        row.activation === undefined &&
        flow.isShared !== true &&
        usesOf(node.inputs[0] ?? '') === 1 &&
        !rows.rows.some(other => sourcesOf(other).includes(flow.value.row))
      );
    },
    takeScaling: (node, flow, change) =>
      takesScaling &&
      flow.value === value &&
      flow.isShared !== true &&
      usesOf(node.inputs.find(name => flows.get(name) === flow) ?? '') === 1
        ? scaledInput(flow, scaling, change)
        : undefined,
  };
  const {left, normalizations} = findLayers(needed, unscaled, output, context);
  nodes = left;
  uses = countUses(nodes, output);
  const lost = new Set<string>();
  for (const node of nodes) {
    readNode(node, context, lost, normalizations.get(node)?.read);
  }
  rows.check(onnxSupported(), lastBefore(nodes, flows));
  const end = flows.get(output);
  if (end?.kind !== 'value') {
    throw new AlexNetError({
      code: 'unsupported',
      where,
      problem: `${show(output)} depends on no input.`,
      expected: 'an output that layers compute',
      received: end === undefined ? 'no such tensor' : 'a constant',
      fix: 'name another layer to end at',
    });
  }
  const ordered = usualOrder(end, output, rows).value;
  // A network has at least one layer.
  const isEmpty = ordered.row === value.row;
  const last = isEmpty ? rows.add(output, {kind: 'reshape', shape: ordered.shape}, [ordered]) : ordered;
  const network = finishNetwork({
    where,
    id: graph.name || 'onnx',
    rows,
    weights: context.weights,
    end: last,
    arrays: [...constantsOf(flows), ...context.derived],
    unused: graph.initializers.map(({name}) => name).filter(name => !context.used.has(name)),
    options,
  });
  const isScaled = scaling.factor.some(factor => factor !== 1) || scaling.shift.some(shift => shift !== 0);
  return {network, ...(isScaled ? {scaling} : {})};
}

type ReadContext = OnnxRowsContext & {rows: NetworkRows; flows: Map<string, OnnxFlow>};

/** Arguments that come from other programs are checked: bytes in place of a model, for one. */
function requireOnnx(source: unknown): void {
  const isModel = typeof source === 'object' && source !== null && 'graph' in source && 'opset' in source;
  if (!isModel) {
    const isBytes = ArrayBuffer.isView(source) || source instanceof ArrayBuffer;
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'networkFromOnnx',
      problem: 'this is no ONNX model.',
      expected: 'what parseOnnx returns',
      received: isBytes ? `${source.byteLength} bytes` : show(source),
      fix: 'read the file first: networkFromOnnx(parseOnnx(bytes))',
    });
  }
}

/** Computes what depends on constants alone, and puts one node in the place of several that spell a layer out. */
function findLayers(
  nodes: readonly OnnxNode[],
  unscaled: ReadonlySet<string>,
  output: string,
  context: ReadContext,
): {left: OnnxNode[]; normalizations: Map<OnnxNode, SpelledNormalization>} {
  const {flows, used} = context;
  const open = nodes.filter(node => {
    const isConstant = node.inputs.every(name => name === '' || flows.get(name)?.kind === 'constant');
    if (isConstant) {
      setOutputs(node, readConstant(node, context), flows);
    }
    return !isConstant;
  });
  const computed = mergeFactors(open, unscaled, output, flows);
  const spelled = findNormalizations(computed, flows);
  const normalizations = new Map<OnnxNode, SpelledNormalization>();
  const rewritten = computed.map(node => {
    const found = spelled.get(node);
    if (found === undefined) {
      return node;
    }
    found.constants.forEach(name => used.add(name));
    const single = {...node, inputs: [found.input]};
    normalizations.set(single, found);
    return single;
  });
  return {left: nodesBefore(output, rewritten), normalizations};
}

function setOutputs(
  {outputs}: OnnxNode,
  results: readonly OnnxFlow[] | undefined,
  flows: Map<string, OnnxFlow>,
): void {
  results?.forEach((result, i) => {
    const name = outputs[i];
    if (name !== undefined && name !== '') {
      flows.set(name, result.kind === 'constant' ? {...result, array: {...result.array, name}} : result);
    }
  });
}

/** @param convert what the node becomes. Default: what its operator says. */
function readNode(
  node: OnnxNode,
  context: ReadContext,
  lost: Set<string>,
  convert: ReadOnnx | undefined = onnxReader(node.operator),
): void {
  const {rows, flows} = context;
  const inputs = node.inputs.filter(name => name !== '');
  const absent = inputs.filter(name => !flows.has(name) && !lost.has(name));
  let flow: OnnxFlow | OnnxFlow[] | undefined;
  if (absent.length > 0) {
    rows.note(
      nodeName(node),
      `its input ${absent.map(name => `"${name}"`).join(', ')} is made by no node before it`,
    );
  } else if (inputs.length > 0 && inputs.every(name => flows.get(name)?.kind === 'constant')) {
    flow = readConstant(node, context);
  } else if (convert === undefined) {
    rows.note(nodeName(node), `the operator ${node.operator}`);
  } else if (inputs.every(name => flows.has(name))) {
    flow = rows.attempt(() => convert(node, context));
  }
  node.outputs.forEach(name => lost.add(name));
  setOutputs(node, flow === undefined || Array.isArray(flow) ? flow : [flow], flows);
}

/** The last node that was read among those that feed one that was not. */
function lastBefore(nodes: readonly OnnxNode[], flows: ReadonlyMap<string, OnnxFlow>): string | undefined {
  const isRead = (name: string): boolean => flows.get(name)?.kind === 'value';
  const unread = nodes.filter(({outputs}) => !outputs.some(name => flows.has(name)));
  const ends = new Set(unread.flatMap(({inputs}) => inputs.filter(isRead)));
  const last = nodes.findLast(({outputs}) => outputs.some(name => ends.has(name)));
  return last === undefined ? undefined : nodeName(last);
}

/** A node that no layer feeds: its values are computed now. */
function readConstant(node: OnnxNode, context: ReadContext): OnnxFlow[] | undefined {
  const {rows, opset} = context;
  if (node.operator === 'Constant') {
    return [{kind: 'constant', array: constantOf(node)}];
  }
  const inputs = node.inputs.map((_, index) => constantAt(node, index, context));
  const folded = foldConstants(node, inputs, opset);
  if (folded === undefined) {
    rows.note(nodeName(node), `${node.operator} of constants`);
    return undefined;
  }
  return [folded].flat().map(array => ({kind: 'constant', array}));
}

function scaledInput(
  flow: ValueFlow,
  scaling: InputScaling,
  {factor = [1], shift = [0]}: Partial<InputScaling>,
): ValueFlow {
  const count = Math.max(factor.length, shift.length, scaling.factor.length, scaling.shift.length);
  const at = (list: readonly number[], i: number): number => list[i] ?? list[0] ?? 0;
  const channels = Array.from({length: count}, (_, i) => i);
  const next = {
    factor: channels.map(i => at(scaling.factor, i) * at(factor, i)),
    shift: channels.map(i => at(scaling.shift, i) * at(factor, i) + at(shift, i)),
  };
  Object.assign(scaling, next);
  return flow;
}

/** The constants that nodes hold, and the initializers. */
function constantsOf(flows: ReadonlyMap<string, OnnxFlow>): OnnxModel['arrays'] {
  return [...flows].flatMap(([name, flow]) => (flow.kind === 'constant' ? [{...flow.array, name}] : []));
}

function countUses(nodes: readonly OnnxNode[], output: string): Map<string, number> {
  const uses = new Map<string, number>([[output, 1]]);
  for (const name of nodes.flatMap(({inputs}) => inputs)) {
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return uses;
}

function inputOf(inputs: readonly OnnxValue[], where: string): OnnxValue {
  const [first, ...others] = inputs;
  if (first === undefined || others.length > 0) {
    throw new AlexNetError({
      code: 'unsupported',
      where,
      problem: `the graph has ${inputs.length} inputs.`,
      expected: 'one input, [batch, channels, height, width]',
      received: inputs.map(({name}) => `"${name}"`).join(', ') || 'none',
      fix: 'export the network with one input',
    });
  }
  return first;
}
