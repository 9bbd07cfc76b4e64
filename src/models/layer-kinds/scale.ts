import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import {channelScale} from '../../layers/channel-scale';
import type {ScaleRow} from '../../presets/layer-row';
import {noteRates, numberOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import {vector} from '../layer-forms/defined-weight';
import type {LayerForms} from '../layer-forms/layer-forms';
import {countOfLast, type NetworkValue} from '../layer-forms/network-value';
import type {OnnxGraphWriter} from '../layer-forms/onnx-writing';
import type {TracedLayer} from '../trace-model';
import {channelsOf, sameShape} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

/** A learned factor and shift per channel. */
export const scale: LayerKind<ScaleRow, 'ChannelScale'> = {
  plan: ({useScale = true, useBias = true}, inputs) => ({
    ...sameShape(inputs),
    parameters: ((useScale ? 1 : 0) + (useBias ? 1 : 0)) * channelsOf(inputs[0]),
  }),
  className: () => 'ChannelScale',
};

/** The layer of a row. */
export const makeScale: MakeLayer<ScaleRow> = ({name, useScale = true, useBias = true}) =>
  channelScale({name, useScale, useBias});

/** Class names and weights of the layers. */
export const scaleTraits: KindTraits<'ChannelScale'> = {
  classes: {ChannelScale: {keepsOrder: true, isPointwise: true}},
  weights: {gamma: 'scale', beta: 'offset'},
};

/** Factors per channel in Caffe; for those of ONNX, a Mul and an Add, see eltwise.ts. */
export const scaleForms: LayerForms<'ChannelScale'> = {
  caffe: {Scale: readCaffe, Bias: readBias},
  onnx: {},
  writeOnnx: {ChannelScale: writeOnnx},
};

function readCaffe(
  layer: CaffeLayerDefinition,
  inputs: CaffeInputs,
  {rows, weights, multipliers}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'scale_param');
  const [input] = inputs;
  if (inputs.length !== 1) {
    return rows.refuse(layer.name, 'Scale by another layer');
  }
  if (numberOf(parameters, 'axis', 1) !== 1 || numberOf(parameters, 'num_axes', 1) !== 1) {
    return rows.refuse(layer.name, 'Scale of axes other than the channels');
  }
  const useBias = parameters.bias_term === true;
  const value = rows.add(layer.name, {kind: 'scale', ...(useBias ? {} : {useBias})}, [input]);
  const count = value.shape[value.shape.length - 1] ?? 1;
  weights.push(vector(`${value.row}/gamma`, `${layer.name}/0`, count, input.parts));
  if (useBias) {
    weights.push(vector(`${value.row}/beta`, `${layer.name}/1`, count, input.parts));
  }
  noteRates(layer, value.row, ['gamma', 'beta'], multipliers);
  return value;
}

function readBias(
  layer: CaffeLayerDefinition,
  inputs: CaffeInputs,
  {rows, weights, multipliers}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'bias_param');
  const [input] = inputs;
  if (inputs.length !== 1) {
    return rows.refuse(layer.name, 'Bias from another layer');
  }
  if (numberOf(parameters, 'axis', 1) !== 1 || numberOf(parameters, 'num_axes', 1) !== 1) {
    return rows.refuse(layer.name, 'Bias along axes other than the channels');
  }
  const value = rows.add(layer.name, {kind: 'scale', useScale: false}, [input]);
  weights.push(vector(`${value.row}/beta`, `${layer.name}/0`, countOfLast(value), input.parts));
  noteRates(layer, value.row, ['beta'], multipliers);
  return value;
}

/** gamma · x + beta, one of each per channel. */
function writeOnnx(
  {name, weights, outputShape}: TracedLayer,
  graph: OnnxGraphWriter,
  [x]: readonly [string, ...string[]],
): void {
  const places = outputShape.length === 3 ? [1, 1] : [];
  const part = (suffix: string): string | undefined => {
    const found = weights.find(weight => weight.name.endsWith(suffix));
    return found === undefined ? undefined : graph.weight(found.name, places);
  };
  const [gamma, beta] = [part('/gamma'), part('/beta')];
  const scaled =
    gamma === undefined ? x : graph.add('Mul', beta === undefined ? name : `${name}/scaled`, [x, gamma]);
  if (beta !== undefined) {
    graph.add('Add', name, [scaled, beta]);
  }
}
