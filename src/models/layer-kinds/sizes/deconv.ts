import * as tfl from '@tensorflow/tfjs-layers';
import {toSize} from '../../../core/shapes';
import {messageOf, type CaffeLayerDefinition} from '../../../formats/caffe/caffe-definition';
import type {DeconvRow} from '../../../presets/layer-row';
import {
  fillers,
  isOne,
  noteRates,
  numberOf,
  oneSize,
  sizeOf,
  type CaffeInputs,
  type CaffeRowsContext,
} from '../../layer-forms/caffe-reading';
import {deconvKernel, vector} from '../../layer-forms/defined-weight';
import type {LayerForms} from '../../layer-forms/layer-forms';
import type {NetworkValue, RowBody} from '../../layer-forms/network-value';
import {sizesOf, writeWeighted} from '../../layer-forms/onnx-writing';
import {checkSizes, imageShape} from '../check-shapes';
import {sizeArg, weightArgs} from '../layer-arguments';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';
import {cropped} from './crop';

/** A transposed convolution without padding. */
export const deconv: LayerKind<DeconvRow, 'Conv2DTranspose'> = {
  plan(row, [input = []], {where}) {
    const [height, width, channels] = imageShape(where, input);
    const {filters, kernelSize, strides = 1, useBias = true} = row;
    const [kernel, step] = [toSize(kernelSize), toSize(strides)];
    checkSizes(where, {filters, kernelSize: kernel, strides: step});
    const outputOf = (length: number, i: 0 | 1): number =>
      length * step[i] + Math.max(kernel[i] - step[i], 0);
    const weights = kernel[0] * kernel[1] * channels * filters;
    return {
      outputShape: [outputOf(height, 0), outputOf(width, 1), filters],
      parameters: weights + (useBias ? filters : 0),
      multiplyAdds: height * width * weights,
    };
  },
  className: () => 'Conv2DTranspose',
};

/** The layer of a row. */
export const makeDeconv: MakeLayer<DeconvRow> = (row, settings) =>
  tfl.layers.conv2dTranspose({
    name: row.name,
    filters: row.filters,
    kernelSize: sizeArg(row.kernelSize),
    strides: sizeArg(row.strides ?? 1),
    padding: 'valid',
    ...weightArgs(row, settings),
  });

/** Class names and weights of the layers. */
export const deconvTraits: KindTraits<'Conv2DTranspose'> = {
  classes: {Conv2DTranspose: {}},
  weights: {kernel: 'kernel', bias: 'bias'},
};

/** Transposed convolutions in Caffe, and written as ONNX. */
export const deconvForms: LayerForms<'Conv2DTranspose'> = {
  caffe: {Deconvolution: readCaffe},
  onnx: {},
  writeOnnx: {
    Conv2DTranspose(layer, graph, [x]) {
      const size = sizesOf(layer.config.kernelSize);
      const strides = sizesOf(layer.config.strides ?? 1);
      // Where the kernel is smaller than the step, zeros stand behind the last pixel.
      const behind = strides.map((step, i) => Math.max(0, step - (size[i] ?? 1)));
      writeWeighted('ConvTranspose', layer, graph, x, {
        kernel_shape: {ints: size},
        strides: {ints: strides},
        ...(behind.some(pixels => pixels > 0) ? {output_padding: {ints: behind}} : {}),
      });
    },
  },
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
  const pads = sizeOf(parameters, 'pad', 'pad', 0) ?? [0, 0];
  const dilation = sizeOf(parameters, 'dilation', 'dilation', 1) ?? [1, 1];
  const filters = numberOf(parameters, 'num_output', 0);
  const groups = numberOf(parameters, 'group', 1);
  const useBias = parameters.bias_term !== false;
  if (kernel === undefined || filters < 1) {
    return rows.refuse(layer.name, 'a Deconvolution without kernel_size or num_output');
  }
  if (!rows.isImage(input) || !isOne(dilation) || numberOf(parameters, 'axis', 1) !== 1) {
    return rows.refuse(
      layer.name,
      'a Deconvolution of what is no image, or with dilation, or over another axis',
    );
  }
  const channels = input.shape[2] ?? 1;
  if (channels % groups !== 0 || filters % groups !== 0) {
    return rows.refuse(layer.name, `a Deconvolution of ${channels} channels in ${groups} groups`);
  }
  const body: RowBody = {
    kind: 'deconv',
    filters,
    kernelSize: oneSize(kernel),
    ...(isOne(strides) ? {} : {strides: oneSize(strides)}),
    ...(useBias ? {} : {useBias}),
    ...fillers(parameters),
  };
  const value = rows.add(layer.name, body, [input]);
  weights.push(
    deconvKernel(`${value.row}/kernel`, `${layer.name}/0`, {size: kernel, channels, filters, groups}),
  );
  if (useBias) {
    weights.push(vector(`${value.row}/bias`, `${layer.name}/1`, filters));
  }
  noteRates(layer, value.row, ['kernel', 'bias'], multipliers);
  // Caffe's padding cuts the output; where the kernel is smaller than the step, its output ends with the last pixel.
  const cropping = [0, 1].map((i): [number, number] => [
    pads[i] ?? 0,
    (pads[i] ?? 0) + Math.max(0, (strides[i] ?? 1) - (kernel[i] ?? 1)),
  ]) as [[number, number], [number, number]];
  return cropped(rows, `${layer.name}_crop`, value, cropping);
}
