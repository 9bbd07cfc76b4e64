import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../../../core/check';
import {messageOf, type CaffeLayerDefinition} from '../../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../../formats/onnx/onnx-model';
import type {PreluRow} from '../../../presets/layer-row';
import {noteRates, type CaffeInputs, type CaffeRowsContext} from '../../layer-forms/caffe-reading';
import {vector} from '../../layer-forms/defined-weight';
import type {LayerForms} from '../../layer-forms/layer-forms';
import {countOfLast, type NetworkValue} from '../../layer-forms/network-value';
import {constantOfRow} from '../../layer-forms/onnx-arithmetic';
import {
  constantAt,
  derivedWeight,
  like,
  nodeName,
  rankOf,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../../layer-forms/onnx-reading';
import type {OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import {sameShape} from '../check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** A rectifier whose slope for negative values is learned. */
export const prelu: LayerKind<PreluRow, 'PReLU'> = {
  plan({sharedAxes = []}, inputs, {where}) {
    const [input = []] = inputs;
    sharedAxes.forEach(axis => checksFor(where).integer('sharedAxes', axis, 1, input.length));
    const slopes = input.filter((_, axis) => !sharedAxes.includes(axis + 1));
    return {...sameShape(inputs), parameters: slopes.reduce((product, size) => product * size, 1)};
  },
  className: () => 'PReLU',
};

/** The layer of a row. */
export const makePrelu: MakeLayer<PreluRow> = ({name, sharedAxes = []}) =>
  tfl.layers.prelu({
    name,
    // As Caffe and PyTorch begin.
    alphaInitializer: tfl.initializers.constant({value: 0.25}),
    ...(sharedAxes.length === 0 ? {} : {sharedAxes: [...sharedAxes]}),
  });

/** Class names and weights of the layers. */
export const preluTraits: KindTraits<'PReLU'> = {
  // Its slopes may differ from place to place.
  classes: {PReLU: {keepsOrder: true}},
  weights: {alpha: 'slope'},
};

/** Learned slopes in Caffe and ONNX. */
export const preluForms: LayerForms<'PReLU'> = {
  caffe: {PReLU: readCaffe},
  onnx: {PRelu: readOnnx},
  writeOnnx: {PReLU: writeOnnx},
};

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows, weights, multipliers}: CaffeRowsContext,
): NetworkValue {
  const isShared = messageOf(layer.parameters, 'prelu_param').channel_shared === true;
  const axes = [...input.shape.keys()].map(axis => axis + 1);
  const sharedAxes = isShared ? axes : axes.slice(0, -1);
  const value = rows.add(layer.name, {kind: 'prelu', ...(sharedAxes.length === 0 ? {} : {sharedAxes})}, [
    input,
  ]);
  const count = isShared ? 1 : countOfLast(value);
  const slopes = vector(`${value.row}/alpha`, `${layer.name}/0`, count, isShared ? [] : input.parts);
  const shape = axes.map(axis => (sharedAxes.includes(axis) ? 1 : count));
  weights.push({...slopes, shape});
  noteRates(layer, value.row, ['alpha'], multipliers);
  return value;
}

/** The slopes are repeated along the axes where they have the size 1. */
function readOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, opset} = context;
  const name = nodeName(node);
  const given = valueFlow(node, context);
  const slope = constantAt(node, 1, context) ?? rows.refuse(name, 'a PRelu whose slopes are computed');
  // Before operator set 7 there is one slope per channel, without the axes behind it.
  const places = opset < 7 && slope.data.length > 1 ? rankOf(given) - 2 : 0;
  const slopes = {...slope, shape: [...slope.shape, ...new Array<number>(places).fill(1)]};
  const {flow, shape, data} = constantOfRow(node, given, slopes, context);
  const sharedAxes = shape.flatMap((size, axis) => (size === 1 ? [axis + 1] : []));
  const value = rows.add(name, {kind: 'prelu', ...(sharedAxes.length === 0 ? {} : {sharedAxes})}, [
    flow.value,
  ]);
  derivedWeight(`${value.row}/alpha`, shape, data, context);
  return like(flow, {...value, parts: flow.value.parts});
}

function writeOnnx(
  {name, weights}: TracedLayer,
  graph: OnnxGraphWriter,
  [x]: readonly [string, ...string[]],
): void {
  graph.add('PRelu', name, [x, graph.spread(weights[0]?.name ?? '')]);
}
