import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../../core/check';
import {toSize, windowOutput} from '../../core/shapes';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {groupedConv2d} from '../../layers/grouped-conv2d';
import {checkGroups} from '../../ops/grouped-conv2d';
import type {ActivationRow, ConvRow, LayerRow} from '../../presets/layer-row';
import {
  fillers,
  noteRates,
  numberOf,
  oneSize,
  sizeOf,
  type CaffeInputs,
  type CaffeRowsContext,
} from '../layer-forms/caffe-reading';
import {convKernel, vector} from '../layer-forms/defined-weight';
import {imageAt} from '../layer-forms/arrange-onnx';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue, RowBody} from '../layer-forms/network-value';
import {padded as withZeros} from '../layer-forms/onnx-padding';
import {windowPads} from '../layer-forms/onnx-pooling';
import {
  constantAt,
  hasInput,
  integerOf,
  made,
  nodeName,
  numbersOf,
  oneSize as onnxSize,
  textOf,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../layer-forms/onnx-reading';
import {sizesOf, windowFields, writeWeighted, type OnnxGraphWriter} from '../layer-forms/onnx-writing';
import type {TracedLayer} from '../trace-model';
import {checkSizes, imageShape} from './check-shapes';
import {isOne, sizeArg, weightArgs} from './layer-arguments';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

/** A convolution, grouped or not. */
export const conv: LayerKind<ConvRow, 'Conv2D' | 'GroupedConv2D'> = {
  plan(row, [input = []], {classes, where}) {
    const [height, width, channels] = imageShape(where, input);
    const {kernelSize, strides = 1, padding = 'valid', groups = 1, dilation = 1, useBias = true} = row;
    const filters = row.filters === 'classes' ? classes : row.filters;
    checkGroups(where, input, channels, filters, groups);
    const [kernel, step, spread] = [toSize(kernelSize), toSize(strides), toSize(dilation)];
    checkSizes(where, {filters, kernelSize: kernel, strides: step, dilation: spread});
    if (typeof padding === 'number') {
      checksFor(where).integer('padding', padding);
    }
    const outHeight = windowOutput(height, kernel[0], step[0], padding, spread[0]);
    const outWidth = windowOutput(width, kernel[1], step[1], padding, spread[1]);
    const weights = (kernel[0] * kernel[1] * channels * filters) / groups;
    return {
      outputShape: [outHeight, outWidth, filters],
      parameters: weights + (useBias ? filters : 0),
      multiplyAdds: outHeight * outWidth * weights,
    };
  },
  className: row => (isStock(row) ? 'Conv2D' : 'GroupedConv2D'),
};

/** The layer of a row. */
export const makeConv: MakeLayer<ConvRow> = (row, settings) => {
  const {name, padding = 'valid', groups = 1} = row;
  const args = {
    name,
    filters: row.filters === 'classes' ? settings.classes : row.filters,
    kernelSize: sizeArg(row.kernelSize),
    strides: sizeArg(row.strides ?? 1),
    ...(isOne(row.dilation) ? {} : {dilationRate: toSize(row.dilation ?? 1)}),
    ...weightArgs(row, settings),
  };
  return isStock(row) && typeof padding === 'string'
    ? tfl.layers.conv2d({...args, padding})
    : groupedConv2d({...args, padding, groups});
};

/** Class names and weights of the layers. */
export const convTraits: KindTraits<'Conv2D' | 'GroupedConv2D'> = {
  classes: {Conv2D: {window: 'floor'}, GroupedConv2D: {window: 'floor'}},
  weights: {kernel: 'kernel', bias: 'bias'},
};

/** The stock layer has no groups, no padding in pixels, and no gradient of dilated kernels. */
function isStock({groups = 1, padding = 'valid', dilation}: ConvRow): boolean {
  return groups === 1 && typeof padding === 'string' && isOne(dilation);
}

/** Convolutions in Caffe and ONNX. */
export const convForms: LayerForms<'Conv2D' | 'GroupedConv2D'> = {
  caffe: {Convolution: readCaffe},
  onnx: {
    Conv: readOnnx,
    'com.microsoft.FusedConv': readFused,
  },
  writeOnnx: {Conv2D: writeOnnx, GroupedConv2D: writeOnnx},
  takesImages: true,
};

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
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

function readOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, weights} = context;
  const name = nodeName(node);
  const input = imageAt(node, context);
  const kernel = constantAt(node, 1, context);
  const bias = constantAt(node, 2, context);
  const [filters, channels, ...size] = kernel?.shape ?? [];
  if (kernel === undefined || filters === undefined || channels === undefined) {
    return rows.refuse(name, 'a Conv whose kernel is computed');
  }
  const [height, width] = size;
  if (height === undefined || width === undefined || size.length !== 2) {
    return rows.refuse(name, `a Conv over ${size.length} axes`);
  }
  const strides = numbersOf(node, 'strides', [1, 1]);
  const dilations = numbersOf(node, 'dilations', [1, 1]);
  const groups = integerOf(node, 'group', 1);
  if (hasInput(node, 2) && bias === undefined) {
    return rows.refuse(name, 'a Conv whose bias is computed');
  }
  const pads = windowPads(node, input, [height, width], strides, dilations);
  if (pads === undefined) {
    return rows.refuse(name, 'this auto_pad');
  }
  const even = pads.every(pad => pad === pads[0]);
  const padded = even ? input : withZeros(rows, name, input, pads);
  const body: RowBody = {
    kind: 'conv',
    filters,
    kernelSize: onnxSize(size),
    ...(isOne(strides) ? {} : {strides: onnxSize(strides)}),
    ...(even && pads[0] !== 0 ? {padding: pads[0]} : {}),
    ...(isOne(dilations) ? {} : {dilation: onnxSize(dilations)}),
    ...(groups === 1 ? {} : {groups}),
    ...(bias === undefined ? {useBias: false} : {}),
  };
  const value = rows.add(name, body, [padded]);
  weights.push(convKernel(`${value.row}/kernel`, kernel.name, [height, width, channels, filters]));
  if (bias !== undefined) {
    weights.push(vector(`${value.row}/bias`, bias.name, filters));
  }
  return made(value);
}

/** A convolution into which onnxruntime has fused an activation. */
function readFused(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const name = nodeName(node);
  const activations: Readonly<Record<string, ActivationRow['activation']>> = {
    Relu: 'relu',
    Sigmoid: 'sigmoid',
    Tanh: 'tanh',
  };
  const operator = textOf(node, 'activation', '');
  const [alpha = 0.01, beta = 0] = numbersOf(node, 'activation_params', []);
  const flow = readOnnx(node, context);
  if (flow.kind !== 'value' || hasInput(node, 3)) {
    return rows.refuse(name, 'a FusedConv with a sum');
  }
  const activation = activations[operator];
  if (activation !== undefined) {
    rows.replace(flow.value.row, row => ({...row, activation}) as LayerRow);
    return flow;
  }
  const body: RowBody | undefined =
    operator === 'LeakyRelu'
      ? {kind: 'leakyRelu', alpha}
      : operator === 'Clip'
        ? {kind: 'pointwise', function: 'clip', alpha, beta}
        : undefined;
  return body === undefined
    ? rows.refuse(name, `a FusedConv with the activation ${operator}`)
    : made(rows.add(`${name}_activation`, body, [flow.value]));
}

function writeOnnx(layer: TracedLayer, graph: OnnxGraphWriter, [x]: readonly [string, ...string[]]): void {
  const {config} = layer;
  writeWeighted('Conv', layer, graph, x, {
    ...windowFields(layer, sizesOf(config.kernelSize), sizesOf(config.dilationRate ?? 1)),
    group: {int: Number(config.groups ?? 1)},
  });
}
