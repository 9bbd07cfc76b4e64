import * as tfl from '@tensorflow/tfjs-layers';
import {AlexNetError} from '../../errors';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {OnnxTensor} from '../../formats/onnx/read-onnx-tensor';
import type {DenseRow} from '../../presets/layer-row';
import {
  fillers,
  noteRates,
  numberOf,
  type CaffeInputs,
  type CaffeRowsContext,
} from '../layer-forms/caffe-reading';
import {arrange, asRowAxis, numbersAt} from '../layer-forms/arrange-onnx';
import {denseKernel, vector} from '../layer-forms/defined-weight';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue, RowBody} from '../layer-forms/network-value';
import {
  constantAt,
  derivedWeight,
  hasInput,
  integerOf,
  like,
  made,
  nodeName,
  numberOf as onnxNumber,
  rankOf,
  sizesBehindBatch,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
  type ValueFlow,
} from '../layer-forms/onnx-reading';
import {makeView, withAxisSize} from '../layer-forms/onnx-view';
import {writeWeighted} from '../layer-forms/onnx-writing';
import {channelsOf, checkSizes} from './check-shapes';
import {weightArgs} from './layer-arguments';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

/** A fully connected layer. */
export const dense: LayerKind<DenseRow, 'Dense'> = {
  plan(row, [input = []], {classes, where}) {
    const units = row.units === 'classes' ? classes : row.units;
    checkSizes(where, {units});
    if (input.length !== 1) {
      throw new AlexNetError({
        code: 'bad-shape',
        where,
        problem: 'a dense layer takes one row of numbers, not an image.',
        expected: '[numbers]',
        received: `[${input.join(', ')}]`,
        fix: 'put a row {kind: "flatten"} in front of it',
      });
    }
    const inputs = channelsOf(input);
    return {
      outputShape: [units],
      parameters: (inputs + ((row.useBias ?? true) ? 1 : 0)) * units,
      multiplyAdds: inputs * units,
    };
  },
  className: () => 'Dense',
};

/** The layer of a row. */
export const makeDense: MakeLayer<DenseRow> = (row, settings) => {
  const units = row.units === 'classes' ? settings.classes : row.units;
  return tfl.layers.dense({name: row.name, units, ...weightArgs(row, settings)});
};

/** Class names and weights of the layers. */
export const denseTraits: KindTraits<'Dense'> = {
  classes: {Dense: {}},
  weights: {kernel: 'kernel', bias: 'bias'},
};

/** Fully connected layers in Caffe and ONNX. */
export const denseForms: LayerForms<'Dense'> = {
  caffe: {InnerProduct: readCaffe},
  onnx: {Gemm: readGemm, MatMul: readMatMul},
  writeOnnx: {
    Dense(layer, graph, [x]) {
      writeWeighted('Gemm', layer, graph, x, {transB: {int: 1}});
    },
  },
  partsOf: (_, [units = 1]) => [[1, 1, units]],
};

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
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

function readGemm(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, weights} = context;
  const name = nodeName(node);
  const input = numbersAt(node, context);
  const kernel = constantAt(node, 1, context);
  const bias = constantAt(node, 2, context);
  const isOutputFirst = integerOf(node, 'transB', 0) === 1;
  if (kernel?.shape.length !== 2 || integerOf(node, 'transA', 0) !== 0) {
    return rows.refuse(name, 'a Gemm whose second factor is computed or whose first is transposed');
  }
  const units = kernel.shape[isOutputFirst ? 0 : 1] ?? 1;
  const isOne = bias?.data.length === 1;
  if (
    bias === undefined
      ? hasInput(node, 2)
      : !isOne && !['', '1,'].some(lead => bias.shape.join() === `${lead}${units}`)
  ) {
    return rows.refuse(name, 'a Gemm with a bias that is computed, or differs between the images of a batch');
  }
  const value = rows.add(name, {kind: 'dense', units, ...(bias === undefined ? {useBias: false} : {})}, [
    input,
  ]);
  const layout = {parts: input.parts, units, isOutputFirst, factor: onnxNumber(node, 'alpha', 1)};
  weights.push(denseKernel(`${value.row}/kernel`, kernel.name, layout));
  const beta = onnxNumber(node, 'beta', 1);
  if (bias !== undefined && isOne && units > 1) {
    const all = new Float32Array(units).fill(beta * (bias.data[0] ?? 0));
    derivedWeight(`${value.row}/bias`, [units], all, context);
  } else if (bias !== undefined) {
    weights.push(vector(`${value.row}/bias`, bias.name, units, [], beta));
  }
  return made(value);
}

function readMatMul(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, weights, flows} = context;
  const name = nodeName(node);
  const isSecond = flows.get(node.inputs[1] ?? '')?.kind === 'value';
  const flow = valueFlow(node, context, isSecond ? 1 : 0);
  const kernel = constantAt(node, isSecond ? 0 : 1, context);
  const [rowCount = 1, columns = 1] = kernel?.shape ?? [];
  if (kernel?.shape.length !== 2) {
    return rows.refuse(name, 'a MatMul other than with a constant matrix');
  }
  if (isSecond) {
    return rankOf(flow) < 3
      ? rows.refuse(name, 'a MatMul over the images of a batch')
      : productFromLeft(node, flow, kernel, context);
  }
  if (sizesBehindBatch(flow).at(-1) !== rowCount) {
    return rows.refuse(
      name,
      `a MatMul of [${sizesBehindBatch(flow).join(', ')}] and [${kernel.shape.join(', ')}]`,
    );
  }
  if (rankOf(flow) > 2) {
    return pixelProduct(node, flow, kernel, context);
  }
  const input = numbersAt(node, context);
  const value = rows.add(name, {kind: 'dense', units: columns, useBias: false}, [input]);
  const layout = {parts: input.parts, units: columns, isOutputFirst: false};
  weights.push(denseKernel(`${value.row}/kernel`, kernel.name, layout));
  return made(value);
}

/** A matrix in front of a tensor: a product along its last axis but one. */
function productFromLeft(
  node: OnnxNode,
  flow: ValueFlow,
  {shape, data}: OnnxTensor,
  {rows}: OnnxRowsContext,
): OnnxFlow {
  const [rowCount = 1, columns = 1] = shape;
  const {flow: arranged, axis} = asRowAxis(flow, rankOf(flow) - 3, nodeName(node), rows);
  const matrix = Array.from({length: rowCount}, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
  const value = rows.add(nodeName(node), {kind: 'axisProduct', axis, matrix}, [arranged.value]);
  return like(arranged, value, withAxisSize(arranged.view, arranged.value.shape, axis, rowCount));
}

/** The same dense layer at every place of an image whose channels are last: a convolution of one pixel. */
function pixelProduct(
  node: OnnxNode,
  flow: ValueFlow,
  {name: source, shape}: OnnxTensor,
  {rows, weights}: OnnxRowsContext,
): OnnxFlow {
  const name = nodeName(node);
  const [channels = 1, filters = 1] = shape;
  const rank = rankOf(flow);
  if (rank > 4) {
    return rows.refuse(name, `a MatMul of ${rank} axes`);
  }
  const groups = rank === 4 ? [[0], [1], [2]] : [[], [0], [1]];
  const image = arrange(flow, groups, name, rows).value;
  const value = rows.add(name, {kind: 'conv', filters, kernelSize: 1, useBias: false}, [image]);
  const kernel = [1, 1, channels, filters];
  weights.push({name: `${value.row}/kernel`, source, shape: kernel, convert: data => data});
  return {kind: 'value', value, view: makeView(value.shape, rank === 4 ? groups : [[1], [2]])};
}
