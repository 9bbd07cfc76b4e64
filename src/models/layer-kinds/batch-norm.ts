import * as tfl from '@tensorflow/tfjs-layers';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {plainBatchNormalization} from '../../layers/plain-batch-normalization';
import type {BatchNormRow} from '../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import {vector} from '../layer-forms/defined-weight';
import {lastAxisAt} from '../layer-forms/arrange-onnx';
import type {LayerForms} from '../layer-forms/layer-forms';
import {countOfLast, type NetworkValue, type RowBody} from '../layer-forms/network-value';
import {
  constantAt,
  integerOf,
  like,
  nodeName,
  numberOf as onnxNumber,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../layer-forms/onnx-reading';
import type {OnnxGraphWriter} from '../layer-forms/onnx-writing';
import type {TracedLayer} from '../trace-model';
import {channelsOf, sameShape} from './check-shapes';
import type {KindTraits, LayerKind, LayerTraits, MakeLayer} from './layer-kind';

const TRAITS: LayerTraits = {keepsOrder: true, isPointwise: true, movesStatistics: true};

/** Batch normalization over the last axis. */
export const batchNorm: LayerKind<BatchNormRow, 'BatchNormalization' | 'PlainBatchNormalization'> = {
  plan: ({affine = true}, inputs) => ({
    ...sameShape(inputs),
    parameters: (affine ? 4 : 2) * channelsOf(inputs[0]),
  }),
  // The stock layer without factor and shift predicts, and cannot be trained.
  className: ({affine = true}) => (affine ? 'BatchNormalization' : 'PlainBatchNormalization'),
};

/** The layer of a row. */
export const makeBatchNorm: MakeLayer<BatchNormRow> = ({
  name,
  epsilon = 1e-5,
  momentum = 0.9,
  affine = true,
}) => {
  return affine
    ? tfl.layers.batchNormalization({name, epsilon, momentum})
    : plainBatchNormalization({name, epsilon, momentum});
};

/** Class names and weights of the layers. */
export const batchNormTraits: KindTraits<'BatchNormalization' | 'PlainBatchNormalization'> = {
  classes: {BatchNormalization: TRAITS, PlainBatchNormalization: TRAITS},
  weights: {gamma: 'scale', beta: 'offset', moving_mean: 'mean', moving_variance: 'variance'},
};

/** Batch normalization in Caffe, which leaves factor and shift to a Scale layer, and in ONNX. */
export const batchNormForms: LayerForms<keyof typeof batchNormTraits.classes> = {
  caffe: {BatchNorm: readCaffe},
  onnx: {BatchNormalization: readOnnx},
  writeOnnx: {BatchNormalization: writeOnnx, PlainBatchNormalization: writeOnnx},
};

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows, weights, blobCount}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'batch_norm_param');
  // NVIDIA's Caffe can hold the factor and the shift of the Scale layer in this one, as two blobs more.
  const affine = parameters.scale_bias === true || blobCount(layer.name) === 5;
  const body: RowBody = {
    kind: 'batchNorm',
    ...(affine ? {} : {affine}),
    epsilon: numberOf(parameters, 'eps', 1e-5),
    momentum: numberOf(parameters, 'moving_average_fraction', 0.999),
  };
  const value = rows.add(layer.name, body, [input]);
  const count = countOfLast(value);
  const names = ['moving_mean', 'moving_variance', undefined, ...(affine ? ['gamma', 'beta'] : [])];
  names.forEach((name, i) => {
    if (name !== undefined) {
      const weight = vector(`${value.row}/${name}`, `${layer.name}/${i}`, count, input.parts);
      // The first two blobs are sums; the third is how much they are sums of.
      weights.push(i < 2 ? {...weight, divisor: `${layer.name}/2`} : weight);
    }
  });
  return value;
}

function readOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, weights} = context;
  const flow = lastAxisAt(node, context, 0);
  const input = flow.value;
  const arrays = [1, 2, 3, 4].map(index => constantAt(node, index, context));
  const [gamma, beta, mean, variance] = arrays;
  if (!gamma || !beta || !mean || !variance || integerOf(node, 'training_mode', 0) !== 0) {
    return rows.refuse(nodeName(node), 'a BatchNormalization with computed statistics');
  }
  const body: RowBody = {
    kind: 'batchNorm',
    epsilon: onnxNumber(node, 'epsilon', 1e-5),
    momentum: onnxNumber(node, 'momentum', 0.9),
  };
  const value = rows.add(nodeName(node), body, [input]);
  const count = value.shape[value.shape.length - 1] ?? 1;
  const names = {gamma, beta, moving_mean: mean, moving_variance: variance};
  for (const [name, array] of Object.entries(names)) {
    weights.push(vector(`${value.row}/${name}`, array.name, count, input.parts));
  }
  return like(flow, value);
}

function writeOnnx(
  {name, config, weights, outputShape}: TracedLayer,
  graph: OnnxGraphWriter,
  [x]: readonly [string, ...string[]],
): void {
  const channels = outputShape[outputShape.length - 1] ?? 1;
  const part = (suffix: string, missing: number): string => {
    const found = weights.find(weight => weight.name.endsWith(`/${suffix}`));
    return found === undefined
      ? graph.constant(`${name}/${suffix}`, [channels], new Array<number>(channels).fill(missing))
      : graph.weight(found.name);
  };
  const inputs = [x, part('gamma', 1), part('beta', 0), part('moving_mean', 0), part('moving_variance', 1)];
  graph.add('BatchNormalization', name, inputs, {epsilon: {float: Number(config.epsilon)}});
}
