import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../../../core/check';
import {toSize} from '../../../core/shapes';
import {messageOf, type CaffeLayerDefinition} from '../../../formats/caffe/caffe-definition';
import {groupedConv2dTranspose} from '../../../layers/grouped-conv2d-transpose';
import {checkGroups} from '../../../ops/grouped-conv2d';
import {NO_CROPPING, transposedOutput, type Cropping} from '../../../ops/transposed-conv2d';
import type {DeconvRow} from '../../../presets/layer-row';
import {
  fillers,
  noteRates,
  numberOf,
  oneSize,
  sizeOf,
  type CaffeInputs,
  type CaffeRowsContext,
} from '../../layer-forms/caffe-reading';
import {convKernel, vector} from '../../layer-forms/defined-weight';
import type {LayerForms} from '../../layer-forms/layer-forms';
import type {NetworkValue, RowBody} from '../../layer-forms/network-value';
import {readOnnxTransposedConvolution} from '../../layer-forms/onnx-transposed-convolution';
import {sizesOf, writeWeighted, type OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import {checkSizes, imageShape} from '../check-shapes';
import {isOne, sizeArg, weightArgs} from '../layer-arguments';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

type DeconvClass = 'Conv2DTranspose' | 'GroupedConv2DTranspose';

/** A transposed convolution, grouped or not. */
export const deconv: LayerKind<DeconvRow, DeconvClass> = {
  plan(row, [input = []], {where}) {
    const [height, width, channels] = imageShape(where, input);
    const {filters, kernelSize, strides = 1, dilation = 1, groups = 1, useBias = true} = row;
    const {cropping = NO_CROPPING} = row;
    checkGroups(where, input, channels, filters, groups);
    const [kernel, step, spread] = [toSize(kernelSize), toSize(strides), toSize(dilation)];
    checkSizes(where, {filters, kernelSize: kernel, strides: step, dilation: spread});
    cropping.flat().forEach(pixels => checksFor(where).integer('cropping', pixels, -Infinity));
    const outputOf = (length: number, i: 0 | 1): number =>
      transposedOutput(length, kernel[i], step[i], spread[i]) - cropping[i][0] - cropping[i][1];
    const weights = (kernel[0] * kernel[1] * channels * filters) / groups;
    return {
      outputShape: [outputOf(height, 0), outputOf(width, 1), filters],
      parameters: weights + (useBias ? filters : 0),
      multiplyAdds: height * width * weights,
    };
  },
  className: row => (isStock(row) ? 'Conv2DTranspose' : 'GroupedConv2DTranspose'),
};

/** The layer of a row. */
export const makeDeconv: MakeLayer<DeconvRow> = (row, settings) => {
  const args = {
    name: row.name,
    filters: row.filters,
    kernelSize: sizeArg(row.kernelSize),
    strides: sizeArg(row.strides ?? 1),
    ...weightArgs(row, settings),
  };
  const {groups = 1, cropping = NO_CROPPING, dilation = 1} = row;
  return isStock(row)
    ? tfl.layers.conv2dTranspose({...args, padding: 'valid'})
    : groupedConv2dTranspose({...args, groups, cropping, dilationRate: toSize(dilation)});
};

/** The stock layer has no groups, no dilation, and cuts nothing off. */
function isStock({groups = 1, dilation, cropping = NO_CROPPING}: DeconvRow): boolean {
  return groups === 1 && isOne(dilation) && cropping.flat().every(pixels => pixels === 0);
}

/** Class names and weights of the layers. */
export const deconvTraits: KindTraits<DeconvClass> = {
  classes: {Conv2DTranspose: {}, GroupedConv2DTranspose: {}},
  weights: {kernel: 'kernel', bias: 'bias'},
};

/** Transposed convolutions in Caffe and ONNX. */
export const deconvForms: LayerForms<DeconvClass> = {
  caffe: {Deconvolution: readCaffe},
  onnx: {ConvTranspose: readOnnxTransposedConvolution},
  writeOnnx: {Conv2DTranspose: writeOnnx, GroupedConv2DTranspose: writeOnnx},
  takesImages: true,
};

function writeOnnx(layer: TracedLayer, graph: OnnxGraphWriter, [x]: readonly [string, ...string[]]): void {
  const {config} = layer;
  const size = sizesOf(config.kernelSize);
  const strides = sizesOf(config.strides ?? 1);
  const dilations = sizesOf(config.dilationRate ?? 1);
  const cropping = (config.cropping ?? NO_CROPPING) as Cropping;
  const sides = strides.map((step, i) => {
    const [before, behind] = cropping[i] ?? [0, 0];
    // Where the kernel does not reach the next step, zeros stand behind the last pixel.
    const beyond = Math.max(0, step - ((size[i] ?? 1) - 1) * (dilations[i] ?? 1) - 1) - behind;
    return {before, behind: Math.max(0, -beyond), beyond: Math.max(0, beyond)};
  });
  writeWeighted('ConvTranspose', layer, graph, x, {
    kernel_shape: {ints: size},
    strides: {ints: strides},
    ...(dilations.some(step => step !== 1) ? {dilations: {ints: dilations}} : {}),
    ...(sides.some(({before, behind}) => before !== 0 || behind !== 0)
      ? {pads: {ints: [...sides.map(({before}) => before), ...sides.map(({behind}) => behind)]}}
      : {}),
    ...(sides.some(({beyond}) => beyond > 0)
      ? {output_padding: {ints: sides.map(({beyond}) => beyond)}}
      : {}),
    ...(config.groups === undefined ? {} : {group: {int: Number(config.groups)}}),
  });
}

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows, weights, multipliers}: CaffeRowsContext,
): NetworkValue {
  const parameters = messageOf(layer.parameters, 'convolution_param');
  const kernel = sizeOf(parameters, 'kernel_size', 'kernel', undefined);
  const strides = sizeOf(parameters, 'stride', 'stride', 1) ?? [1, 1];
  const pads = sizeOf(parameters, 'pad', 'pad', 0) ?? [0, 0];
  const dilation = sizeOf(parameters, 'dilation', 'dilation', 1) ?? [1, 1];
  const filters = numberOf(parameters, 'num_output', 0);
  const groups = numberOf(parameters, 'group', 1);
  const useBias = parameters.bias_term !== false;
  if (kernel === undefined || filters < 1) {
    return rows.refuse(layer.name, 'a Deconvolution without kernel_size or num_output');
  }
  if (!rows.isImage(input) || numberOf(parameters, 'axis', 1) !== 1) {
    return rows.refuse(layer.name, 'a Deconvolution of what is no image, or over another axis');
  }
  const channels = input.shape[2] ?? 1;
  if (channels % groups !== 0 || filters % groups !== 0) {
    return rows.refuse(layer.name, `a Deconvolution of ${channels} channels in ${groups} groups`);
  }
  // Caffe's padding cuts the output, which ends with the last pixel that the kernel reaches.
  const cropping = [0, 1].map((i): [number, number] => {
    const reach = ((kernel[i] ?? 1) - 1) * (dilation[i] ?? 1) + 1;
    const pad = pads[i] ?? 0;
    return [pad, pad + Math.max(0, (strides[i] ?? 1) - reach)];
  }) as [[number, number], [number, number]];
  const body: RowBody = {
    kind: 'deconv',
    filters,
    kernelSize: oneSize(kernel),
    ...(isOne(strides) ? {} : {strides: oneSize(strides)}),
    ...(isOne(dilation) ? {} : {dilation: oneSize(dilation)}),
    ...(groups === 1 ? {} : {groups}),
    ...(cropping.flat().every(pixels => pixels === 0) ? {} : {cropping}),
    ...(useBias ? {} : {useBias}),
    ...fillers(parameters),
  };
  const value = rows.add(layer.name, body, [input]);
  weights.push(convKernel(`${value.row}/kernel`, `${layer.name}/0`, [...kernel, filters / groups, channels]));
  if (useBias) {
    weights.push(vector(`${value.row}/bias`, `${layer.name}/1`, filters));
  }
  noteRates(layer, value.row, ['kernel', 'bias'], multipliers);
  return value;
}
