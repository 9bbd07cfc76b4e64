import {countOf} from '../../core/named-array';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {OnnxTensor} from '../../formats/onnx/read-onnx-tensor';
import {nodeName, type OnnxFlow} from '../../models/layer-forms/onnx-reading';

/**
 * Multiplies the weights of some products by the constant behind each: the scale of weights that were integers. A constant
 * that differs between pixels stays where it is.
 *
 * @param products names of the tensors that these products make.
 */
export function mergeFactors(
  nodes: readonly OnnxNode[],
  products: ReadonlySet<string>,
  output: string,
  flows: Map<string, OnnxFlow>,
): OnnxNode[] {
  const changed = new Map<OnnxNode, OnnxNode | undefined>();
  const nextOf = ({outputs: [made = '']}: OnnxNode): OnnxNode | undefined => {
    const takers = made === output ? [] : nodes.filter(({inputs}) => inputs.includes(made));
    return takers.length === 1 ? takers[0] : undefined;
  };
  for (const node of nodes.filter(({outputs}) => products.has(outputs[0] ?? ''))) {
    const next = nextOf(node);
    const cast = next?.operator === 'Cast' ? next : undefined;
    const scaling = cast === undefined ? next : nextOf(cast);
    const factor = scaling?.operator === 'Mul' ? constantOf(scaling.inputs, flows) : undefined;
    const weights = constantOf(node.inputs, flows);
    const scaled = weights && factor && scaledWeights(weights, factor, node.operator);
    if (scaling !== undefined && scaled !== undefined) {
      const name = `${nodeName(node)}_scaled`;
      flows.set(name, {kind: 'constant', array: {...scaled, name}});
      changed.set(node, {...node, inputs: [node.inputs[0] ?? '', name], outputs: scaling.outputs});
      changed.set(scaling, undefined);
      if (cast !== undefined) {
        changed.set(cast, undefined);
      }
    }
  }
  return nodes.flatMap(node => (changed.has(node) ? (changed.get(node) ?? []) : [node]));
}

function constantOf(inputs: readonly string[], flows: ReadonlyMap<string, OnnxFlow>): OnnxTensor | undefined {
  const constants = inputs.map(name => flows.get(name)).filter(flow => flow?.kind === 'constant');
  return constants.length === 1 ? constants[0]?.array : undefined;
}

/** The weights times one factor, or one for each output; undefined where the factor is another. */
function scaledWeights(
  {shape, data, ...rest}: OnnxTensor,
  factor: OnnxTensor,
  operator: string,
): OnnxTensor | undefined {
  const [height = 1, width = 1] = [factor.shape.at(-2), factor.shape.at(-1)];
  const count = countOf(factor.shape);
  const isConv = operator === 'Conv';
  const outputs = (isConv ? shape[0] : shape.at(-1)) ?? 1;
  const isPerOutput = count === outputs && (isConv ? height === 1 && width === 1 : width === outputs);
  if (count !== 1 && !isPerOutput) {
    return undefined;
  }
  const inner = isConv ? data.length / outputs : 1;
  const placeOf = (i: number): number => (count === 1 ? 0 : Math.floor(i / inner) % outputs);
  return {...rest, shape, data: data.map((value, i) => value * (factor.data[placeOf(i)] ?? 0))};
}
