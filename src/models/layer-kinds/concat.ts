import * as tfl from '@tensorflow/tfjs-layers';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {ConcatRow} from '../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import {lastAxisArranged, withLastAxis} from '../layer-forms/arrange-onnx';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue} from '../layer-forms/network-value';
import {
  axisBehindBatch,
  integerOf,
  like,
  nodeName,
  rankOf,
  valueFlows,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../layer-forms/onnx-reading';
import type {TracedLayer} from '../trace-model';
import {channelsOf, unlikeInputs} from './check-shapes';
import {withAxisSize} from '../layer-forms/onnx-view';
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

/** Class names and weights of the layers. */
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
  const {rows} = context;
  const name = nodeName(node);
  const flows = valueFlows(node, context);
  const [first, ...others] = flows;
  if (first === undefined || flows.length < node.inputs.length) {
    return rows.refuse(name, 'Concat with a constant');
  }
  const axis = axisBehindBatch(node, first, integerOf(node, 'axis', 1), context);
  if (others.length === 0) {
    return first;
  }
  if (flows.some(flow => rankOf(flow) !== rankOf(first))) {
    return rows.refuse(name, 'Concat of values with different numbers of axes');
  }
  const arranged = flows.map(flow => withLastAxis(flow, axis, name, rows));
  const isAlike = arranged.every(({value}) => value.shape.length === arranged[0]?.value.shape.length);
  // Pooled numbers beside images: all of them as images.
  const parts = isAlike ? arranged : flows.map(flow => lastAxisArranged(flow, axis, name, rows));
  const [one = first] = parts;
  const value = rows.add(
    name,
    {kind: 'concat'},
    parts.map(part => part.value),
  );
  const last = value.shape.length - 1;
  return value.shape.length === 1 && rankOf(first) === 2
    ? {kind: 'value', value, view: {factors: value.shape, axes: [[0]]}}
    : like(one, {...value, parts: []}, withAxisSize(one.view, one.value.shape, last, value.shape[last] ?? 1));
}

/** An axis counted with the batch, channels last, as one of ONNX. */
function channelAxis({outputShape}: TracedLayer, axis: number): number {
  const rank = outputShape.length + 1;
  const counted = axis < 0 ? axis + rank : axis;
  return rank !== 4 || counted === 0 ? counted : ([0, 2, 3, 1][counted] ?? counted);
}
