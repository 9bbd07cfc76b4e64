import {show} from '../../core/check';
import type {LayerRow} from '../../presets/layer-row';
import {listOf, messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import {fillers, isOne, noteRates, numberOf, oneSize, sizeOf, type RateMultipliers} from './caffe-parameters';
import {convKernel, denseKernel, vector, type DefinedWeight} from '../definition-weights';
import {type NetworkRows, sidesOf, type NetworkValue, type RowBody} from '../network-rows';

/** A network in the making, from Caffe's layers. */
export interface CaffeRowsContext {
  rows: NetworkRows;
  /** What each blob holds by now: layers that work in place give a blob a new meaning. */
  blobs: Map<string, NetworkValue>;
  weights: DefinedWeight[];
  multipliers: RateMultipliers;
  /** Whether an activation may become part of the layer before it. */
  fuse: (layer: CaffeLayerDefinition, value: NetworkValue) => boolean;
  /** Whether convolutions or pools come after this layer, which want an image. */
  wantsImage: (layer: CaffeLayerDefinition) => boolean;
  /** Name of the row of a softmax with loss. */
  lossName: (layer: CaffeLayerDefinition) => string;
}

/** What a layer takes; every layer but an input takes something. */
type Inputs = readonly [NetworkValue, ...NetworkValue[]];

type Convert = (layer: CaffeLayerDefinition, inputs: Inputs, context: CaffeRowsContext) => NetworkValue;

/** What Caffe's layers become. */
export const CAFFE_LAYERS: Readonly<Record<string, Convert>> = {
  Convolution: convolution,
  InnerProduct: innerProduct,
  Pooling: pooling,
  LRN: normalization,
  ReLU: activation('relu'),
  Sigmoid: activation('sigmoid'),
  TanH: activation('tanh'),
  Dropout: (layer, [input], {rows}) =>
    rows.add(
      layer.name,
      {kind: 'dropout', rate: numberOf(messageOf(layer.parameters, 'dropout_param'), 'dropout_ratio', 0.5)},
      [input],
    ),
  Concat: concat,
  Eltwise: eltwise,
  BatchNorm: batchNorm,
  Scale: scale,
  Softmax: softmax,
  SoftmaxWithLoss: softmax,
  Flatten: (layer, [input], {rows}) => {
    const parameters = messageOf(layer.parameters, 'flatten_param');
    if (numberOf(parameters, 'axis', 1) !== 1 || numberOf(parameters, 'end_axis', -1) !== -1) {
      return rows.refuse(layer.name, 'Flatten over some axes only');
    }
    return input.shape.length === 1 ? input : rows.add(layer.name, {kind: 'flatten'}, [input]);
  },
};

/** All that {@link CAFFE_LAYERS} reads, and what is skipped, for messages. */
export const CAFFE_SUPPORTED = `layers of the types ${Object.keys(CAFFE_LAYERS).join(', ')}, Split and inputs`;

function convolution(
  layer: CaffeLayerDefinition,
  [input]: Inputs,
  {rows, weights, multipliers}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'convolution_param');
  const kernel = sizeOf(parameters, 'kernel_size', 'kernel', undefined);
  const strides = sizeOf(parameters, 'stride', 'stride', 1) ?? [1, 1];
  const [padHeight, padWidth] = sizeOf(parameters, 'pad', 'pad', 0) ?? [0, 0];
  const dilation = sizeOf(parameters, 'dilation', 'dilation', 1) ?? [1, 1];
  const filters = numberOf(parameters, 'num_output', 0);
  const groups = numberOf(parameters, 'group', 1);
  const useBias = parameters.bias_term !== false;
  if (kernel === undefined || filters < 1) {
    return rows.refuse(layer.name, 'a Convolution without kernel_size or num_output');
  }
  if (numberOf(parameters, 'axis', 1) !== 1) {
    return rows.refuse(layer.name, 'a Convolution over an axis other than 1');
  }
  if (Math.max(...strides) > 1 && Math.max(...dilation) > 1) {
    return rows.refuse(layer.name, 'stride and dilation both above 1');
  }
  if (!rows.isImage(input)) {
    return rows.refuse(layer.name, 'a Convolution of what is no image');
  }
  const even = padHeight === padWidth;
  const padded = even
    ? input
    : rows.add(
        `${layer.name}_pad`,
        {
          kind: 'zeroPad',
          padding: [
            [padHeight, padHeight],
            [padWidth, padWidth],
          ],
        },
        [input],
      );
  const body: RowBody = {
    kind: 'conv',
    filters,
    kernelSize: oneSize(kernel),
    ...(isOne(strides) ? {} : {strides: oneSize(strides)}),
    ...(even && padHeight !== 0 ? {padding: padHeight} : {}),
    ...(isOne(dilation) ? {} : {dilation: oneSize(dilation)}),
    ...(groups === 1 ? {} : {groups}),
    ...(useBias ? {} : {useBias}),
    ...fillers(parameters),
  };
  const value = rows.add(layer.name, body, [padded]);
  const channels = (input.shape[2] ?? 1) / groups;
  weights.push(convKernel(`${value.row}/kernel`, `${layer.name}/0`, [...kernel, channels, filters]));
  if (useBias) {
    weights.push(vector(`${value.row}/bias`, `${layer.name}/1`, filters));
  }
  noteRates(layer, value.row, ['kernel', 'bias'], multipliers);
  return value;
}

function innerProduct(
  layer: CaffeLayerDefinition,
  [input]: Inputs,
  {rows, weights, multipliers}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'inner_product_param');
  const units = numberOf(parameters, 'num_output', 0);
  const useBias = parameters.bias_term !== false;
  if (units < 1) {
    return rows.refuse(layer.name, 'an InnerProduct without num_output');
  }
  if (numberOf(parameters, 'axis', 1) !== 1) {
    return rows.refuse(layer.name, 'an InnerProduct over an axis other than 1');
  }
  const flat = rows.flatten(input, layer.name);
  const body: RowBody = {kind: 'dense', units, ...(useBias ? {} : {useBias}), ...fillers(parameters)};
  const value = rows.add(layer.name, body, [flat]);
  weights.push(
    denseKernel(`${value.row}/kernel`, `${layer.name}/0`, {
      parts: flat.parts,
      units,
      isOutputFirst: parameters.transpose !== true,
    }),
  );
  if (useBias) {
    weights.push(vector(`${value.row}/bias`, `${layer.name}/1`, units));
  }
  noteRates(layer, value.row, ['kernel', 'bias'], multipliers);
  return value;
}

function pooling(
  layer: CaffeLayerDefinition,
  [input]: Inputs,
  {rows, wantsImage}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'pooling_param');
  const {pool = 'MAX'} = parameters;
  if (pool !== 'MAX' && pool !== 'AVE') {
    return rows.refuse(layer.name, `pooling of the kind ${show(pool)}`);
  }
  if (!rows.isImage(input)) {
    return rows.refuse(layer.name, 'Pooling of what is no image');
  }
  const kind = pool === 'MAX' ? 'maxPool' : 'avgPool';
  if (parameters.global_pooling === true) {
    return wantsImage(layer)
      ? rows.add(layer.name, {kind, poolSize: oneSize(sidesOf(input)), strides: 1}, [input])
      : rows.add(layer.name, {kind: pool === 'MAX' ? 'globalMaxPool' : 'globalAvgPool'}, [input]);
  }
  const size = sizeOf(parameters, 'kernel_size', 'kernel', undefined);
  const strides = sizeOf(parameters, 'stride', 'stride', 1) ?? [1, 1];
  const [padHeight, padWidth] = sizeOf(parameters, 'pad', 'pad', 0) ?? [0, 0];
  if (size === undefined) {
    return rows.refuse(layer.name, 'Pooling without kernel_size');
  }
  if (padHeight !== padWidth) {
    return rows.refuse(layer.name, `a pool with padding ${padHeight} × ${padWidth}`);
  }
  if (padHeight >= Math.min(...size)) {
    return rows.refuse(
      layer.name,
      `a pool with a padding of ${padHeight} beside a window of ${size.join(' × ')}`,
    );
  }
  const ceilMode = parameters.round_mode !== 'FLOOR' && parameters.round_mode !== 1;
  const body: RowBody = {
    kind,
    poolSize: oneSize(size),
    strides: oneSize(strides),
    ...(padHeight === 0 ? {} : {padding: padHeight}),
    ...(ceilMode ? {ceilMode} : {}),
  };
  return rows.add(layer.name, body, [input]);
}

function normalization(layer: CaffeLayerDefinition, [input]: Inputs, {rows}: CaffeRowsContext): NetworkValue {
  const parameters = messageOf(layer.parameters, 'lrn_param');
  const size = numberOf(parameters, 'local_size', 5);
  const alpha = numberOf(parameters, 'alpha', 1);
  const beta = numberOf(parameters, 'beta', 0.75);
  if (!rows.isImage(input)) {
    return rows.refuse(layer.name, 'LRN of what is no image');
  }
  if (parameters.norm_region === 'WITHIN_CHANNEL') {
    // Caffe's k is 1 here whatever the file says.
    return rows.add(layer.name, {kind: 'spatialLrn', size, alpha, beta}, [input]);
  }
  const body: RowBody = {
    kind: 'lrn',
    depthRadius: (size - 1) / 2,
    bias: numberOf(parameters, 'k', 1),
    alpha: alpha / size,
    beta,
  };
  return rows.add(layer.name, body, [input]);
}

function activation(name: 'relu' | 'sigmoid' | 'tanh'): Convert {
  return (layer, [input], {rows, fuse}) => {
    if (numberOf(messageOf(layer.parameters, 'relu_param'), 'negative_slope', 0) !== 0) {
      return rows.refuse(layer.name, 'ReLU with a negative_slope');
    }
    if (fuse(layer, input)) {
      rows.replace(input.row, row => ({...row, activation: name}) as LayerRow);
      return input;
    }
    return rows.add(layer.name, {kind: 'activation', activation: name}, [input]);
  };
}

function concat(layer: CaffeLayerDefinition, inputs: Inputs, {rows}: CaffeRowsContext): NetworkValue {
  const parameters = messageOf(layer.parameters, 'concat_param');
  const axis = numberOf(parameters, 'axis', numberOf(parameters, 'concat_dim', 1));
  if (axis !== 1) {
    return rows.refuse(layer.name, `Concat along axis ${axis}`);
  }
  return inputs.length === 1 ? inputs[0] : rows.add(layer.name, {kind: 'concat'}, inputs);
}

function eltwise(layer: CaffeLayerDefinition, inputs: Inputs, {rows}: CaffeRowsContext): NetworkValue {
  const parameters = messageOf(layer.parameters, 'eltwise_param');
  const {operation: kind = 'SUM'} = parameters;
  const operation = kind === 'SUM' ? 'sum' : kind === 'PROD' ? 'product' : kind === 'MAX' ? 'max' : undefined;
  if (operation === undefined || listOf(parameters, 'coeff').some(coefficient => coefficient !== 1)) {
    return rows.refuse(layer.name, 'Eltwise with coefficients other than 1, or of an unknown kind');
  }
  if (inputs.length < 2) {
    return rows.refuse(layer.name, 'Eltwise of one input');
  }
  return rows.add(layer.name, {kind: 'eltwise', operation}, inputs);
}

function batchNorm(
  layer: CaffeLayerDefinition,
  [input]: Inputs,
  {rows, weights}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'batch_norm_param');
  const body: RowBody = {
    kind: 'batchNorm',
    affine: false,
    epsilon: numberOf(parameters, 'eps', 1e-5),
    momentum: numberOf(parameters, 'moving_average_fraction', 0.999),
  };
  const value = rows.add(layer.name, body, [input]);
  const count = value.shape[value.shape.length - 1] ?? 1;
  weights.push(
    vector(`${value.row}/moving_mean`, `${layer.name}/0`, count, input.parts),
    vector(`${value.row}/moving_variance`, `${layer.name}/1`, count, input.parts),
  );
  return value;
}

function scale(
  layer: CaffeLayerDefinition,
  inputs: Inputs,
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

function softmax(
  layer: CaffeLayerDefinition,
  [input]: Inputs,
  {rows, lossName}: CaffeRowsContext,
): NetworkValue {
  if (numberOf(messageOf(layer.parameters, 'softmax_param'), 'axis', 1) !== 1) {
    return rows.refuse(layer.name, 'Softmax along an axis other than 1');
  }
  const [height, width] = input.shape;
  const name = layer.type === 'SoftmaxWithLoss' ? lossName(layer) : layer.name;
  // A map of 1 × 1 per class, such as the last pool of network in network, is one row of numbers.
  const flat = rows.isImage(input) && height === 1 && width === 1 ? rows.flatten(input, name) : input;
  return rows.add(name, {kind: 'softmax'}, [flat]);
}
