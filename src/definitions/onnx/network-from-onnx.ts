import {AlexNetError} from '../../errors';
import type {OnnxModel, OnnxNode, OnnxValue} from '../../formats/onnx/onnx-model';
import {finishNetwork, type DefinedNetwork, type NetworkFromDefinitionOptions} from '../defined-network';
import {NetworkRows, sourcesOf} from '../network-rows';
import {
  made,
  nodeName,
  type ReadOnnx,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../../models/layer-forms/onnx-reading';
import {onnxReader, onnxSupported, takesOnnxImages} from './onnx-operators';
import {findSpatialNormalizations, type SpatialNormalization} from './onnx-spatial-lrn';

/**
 * Makes a network, with its weights, of an ONNX graph of this era: convolutions, pools, LRN, dense layers, joins.
 * Layers are named as the nodes; an activation is fused into the convolution or dense layer before it, unless
 * `fuseActivations` is false.
 *
 * Shapes: [batch, height, width, channels] in, where the graph takes [batch, channels, height, width].
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
  const {graph, opset} = source;
  const where = `networkFromOnnx "${graph.name}"`;
  const rows = new NetworkRows(where);
  const flows = new Map<string, OnnxFlow>(
    graph.initializers.map(array => [array.name, {kind: 'constant', array}]),
  );
  const input = inputOf(
    graph.inputs.filter(({name}) => !flows.has(name)),
    where,
  );
  flows.set(input.name, {kind: 'value', value: rows.input(options.inputShape ?? shapeOf(input, where))});
  const uses = countUses(graph.nodes);
  const {fuseActivations = true} = options;
  const context: OnnxRowsContext & {rows: NetworkRows} = {
    rows,
    flows,
    weights: [],
    opset,
    usesOf: name => uses.get(name) ?? 0,
    wantsImage: node =>
      graph.nodes.slice(graph.nodes.indexOf(node) + 1).some(({operator}) => takesOnnxImages(operator)),
    fuse: (node, value) => {
      const row = rows.rows.find(({name}) => name === value.row);
      return (
        fuseActivations &&
        (row?.kind === 'conv' || row?.kind === 'dense') &&
        row.activation === undefined &&
        (uses.get(node.inputs[0] ?? '') ?? 0) === 1 &&
        !rows.rows.some(other => sourcesOf(other).includes(value.row))
      );
    },
  };
  const lost = new Set<string>();
  const normalizations = findSpatialNormalizations(graph);
  const inner = new Set([...normalizations.values()].flatMap(({inner: nodes}) => nodes));
  for (const node of graph.nodes.filter(candidate => !inner.has(candidate))) {
    const found = normalizations.get(node);
    if (found === undefined) {
      readNode(node, context, lost);
    } else {
      readNode({...node, inputs: [found.input]}, context, lost, () =>
        spatialNormalization(node, found, context),
      );
    }
  }
  rows.check(onnxSupported());
  const end = (name: string): OnnxFlow | undefined => flows.get(name);
  const valueOf = (name: string): ReturnType<typeof rows.valueOf> => {
    const flow = end(name);
    return flow?.kind === 'value' ? flow.value : undefined;
  };
  const [output] = graph.outputs;
  const row =
    options.output === undefined && graph.outputs.length === 1 ? valueOf(output?.name ?? '')?.row : undefined;
  return finishNetwork({
    where,
    id: graph.name || 'onnx',
    rows,
    weights: context.weights,
    ends: valueOf,
    arrays: [...source.arrays, ...constantsOf(flows)],
    options: row === undefined ? options : {...options, output: row},
  });
}

function spatialNormalization(
  node: OnnxNode,
  {input, size, alpha, beta}: SpatialNormalization,
  {rows, flows}: OnnxRowsContext,
): OnnxFlow {
  const flow = flows.get(input);
  return flow?.kind === 'value' && rows.isImage(flow.value)
    ? made(rows.add(nodeName(node), {kind: 'spatialLrn', size, alpha, beta}, [flow.value]))
    : rows.refuse(nodeName(node), 'LRN within the channels of what is no image');
}

/** @param convert what the node becomes. Default: what its operator says. */
function readNode(
  node: OnnxNode,
  context: OnnxRowsContext & {rows: NetworkRows},
  lost: Set<string>,
  convert: ReadOnnx | undefined = onnxReader(node.operator),
): void {
  const {rows, flows} = context;
  const inputs = node.inputs.filter(name => name !== '');
  const absent = inputs.filter(name => !flows.has(name) && !lost.has(name));
  let made: OnnxFlow | undefined;
  if (absent.length > 0) {
    rows.note(
      nodeName(node),
      `its input ${absent.map(name => `"${name}"`).join(', ')} is made by no node before it`,
    );
  } else if (convert === undefined) {
    rows.note(nodeName(node), `the operator ${node.operator}`);
  } else if (inputs.every(name => flows.has(name))) {
    made = rows.attempt(() => convert(node, context));
  }
  const [first] = node.outputs;
  node.outputs.forEach(name => lost.add(name));
  if (first !== undefined && made !== undefined) {
    flows.set(first, made);
  }
}

/** The constants that nodes hold, beside the initializers. */
function constantsOf(flows: ReadonlyMap<string, OnnxFlow>): OnnxModel['arrays'] {
  return [...flows].flatMap(([name, flow]) =>
    flow.kind === 'constant' ? [{...flow.array, name: flow.array.name || name}] : [],
  );
}

function countUses(nodes: readonly OnnxNode[]): Map<string, number> {
  const uses = new Map<string, number>();
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

/** [height, width, channels] of an input [batch, channels, height, width]. */
function shapeOf({name, shape}: OnnxValue, where: string): number[] {
  const [, channels, height, width] = shape;
  const sizes = [height, width, channels];
  if (shape.length !== 4 || !sizes.every((size): size is number => typeof size === 'number' && size > 0)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'the graph does not say how large its input is.',
      expected: 'inputShape, [height, width, channels]',
      received: `"${name}" [${shape.join(', ')}]`,
      fix: 'pass inputShape: [224, 224, 3], say',
    });
  }
  return sizes;
}
