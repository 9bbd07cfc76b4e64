import * as tfl from '@tensorflow/tfjs-layers';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {ConcatRow} from '../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue} from '../layer-forms/network-value';
import {integerOf, made, nodeName, type OnnxFlow, type OnnxRowsContext} from '../layer-forms/onnx-reading';
import type {TracedLayer} from '../trace-model';
import {channelsOf, unlikeInputs} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

/** The channels of several rows, one after the other. */
export const concat: LayerKind<ConcatRow, 'Concatenate'> = {
  plan(row, inputs, {where}) {
    const [first = []] = inputs;
    const sides = (shape: readonly number[]): string => shape.slice(0, -1).join(' × ');
    if (inputs.some(shape => shape.length !== first.length || sides(shape) !== sides(first))) {
      throw unlikeInputs(where, row, inputs, 'inputs of one height and width');
    }
    const channels = inputs.reduce((total, shape) => total + channelsOf(shape), 0);
    return {outputShape: [...first.slice(0, -1), channels], parameters: 0, multiplyAdds: 0};
  },
  className: () => 'Concatenate',
  joins: true,
};

/** The layer of a row. */
export const makeConcat: MakeLayer<ConcatRow> = ({name}) => tfl.layers.concatenate({name});

/** What its classes and weights are. */
export const concatTraits: KindTraits<'Concatenate'> = {
  classes: {Concatenate: {}},
  weights: {},
};

/** Joined channels in Caffe and ONNX. */
export const concatForms: LayerForms<'Concatenate'> = {
  caffe: {Concat: readCaffe},
  onnx: {Concat: readOnnx},
  writeOnnx: {
    Concatenate(layer, graph, inputs) {
      const axis = channelAxis(layer, Number(layer.config.axis ?? -1));
      graph.add('Concat', layer.name, [...inputs], {axis: {int: axis}});
    },
  },
  partsOf: sources => sources.flatMap(({parts}) => parts),
};

function readCaffe(layer: CaffeLayerDefinition, inputs: CaffeInputs, {rows}: CaffeRowsContext): NetworkValue {
  const parameters = messageOf(layer.parameters, 'concat_param');
  const axis = numberOf(parameters, 'axis', numberOf(parameters, 'concat_dim', 1));
  if (axis !== 1) {
    return rows.refuse(layer.name, `Concat along axis ${axis}`);
  }
  return inputs.length === 1 ? inputs[0] : rows.add(layer.name, {kind: 'concat'}, inputs);
}

function readOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, flows} = context;
  const parts = node.inputs.map(name => flows.get(name));
  if (parts.some(part => part?.kind === 'sizes')) {
    const sizes = parts.flatMap(part =>
      part?.kind === 'sizes' ? part.sizes : part?.kind === 'constant' ? Array.from(part.array.data) : [],
    );
    return {kind: 'sizes', sizes};
  }
  const inputs = parts.flatMap(part => (part?.kind === 'value' ? [part.value] : []));
  const [first] = inputs;
  const axis = integerOf(node, 'axis', 1);
  const rank = (first?.shape.length ?? 0) + 1;
  if (inputs.length < parts.length || (axis !== 1 && axis !== 1 - rank)) {
    return rows.refuse(nodeName(node), `Concat along axis ${axis}, or with a constant`);
  }
  return made(
    inputs.length === 1 && first !== undefined ? first : rows.add(nodeName(node), {kind: 'concat'}, inputs),
  );
}

/** An axis counted with the batch, channels last, as one of ONNX. */
function channelAxis({outputShape}: TracedLayer, axis: number): number {
  const rank = outputShape.length + 1;
  const counted = axis < 0 ? axis + rank : axis;
  return rank !== 4 || counted === 0 ? counted : ([0, 2, 3, 1][counted] ?? counted);
}
