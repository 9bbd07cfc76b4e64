import * as tfl from '@tensorflow/tfjs-layers';
import {AlexNetError} from '../../errors';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {DenseRow} from '../../presets/layer-row';
import {
  fillers,
  noteRates,
  numberOf,
  type CaffeInputs,
  type CaffeRowsContext,
} from '../layer-forms/caffe-reading';
import {denseKernel, vector} from '../layer-forms/defined-weight';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue, RowBody} from '../layer-forms/network-value';
import {
  constantAt,
  firstValue,
  integerOf,
  made,
  nodeName,
  numberOf as onnxNumber,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../layer-forms/onnx-reading';
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

/** What its classes and weights are. */
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
  const input = firstValue(node, context);
  const kernel = constantAt(node, 1, context);
  const bias = constantAt(node, 2, context);
  const isOutputFirst = integerOf(node, 'transB', 0) === 1;
  if (kernel?.shape.length !== 2 || integerOf(node, 'transA', 0) !== 0) {
    return rows.refuse(name, 'a Gemm whose second factor is computed or whose first is transposed');
  }
  if (
    input.shape.length !== 1 ||
    (node.inputs[2] !== undefined && node.inputs[2] !== '' && bias === undefined)
  ) {
    return rows.refuse(name, 'a Gemm of what is no row of numbers, or with a computed bias');
  }
  const units = kernel.shape[isOutputFirst ? 0 : 1] ?? 1;
  const value = rows.add(name, {kind: 'dense', units, ...(bias === undefined ? {useBias: false} : {})}, [
    input,
  ]);
  const layout = {parts: input.parts, units, isOutputFirst, factor: onnxNumber(node, 'alpha', 1)};
  weights.push(denseKernel(`${value.row}/kernel`, kernel.name, layout));
  if (bias !== undefined) {
    weights.push(vector(`${value.row}/bias`, bias.name, units, [], onnxNumber(node, 'beta', 1)));
  }
  return made(value);
}

function readMatMul(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, weights} = context;
  const input = firstValue(node, context);
  const kernel = constantAt(node, 1, context);
  const units = kernel?.shape[1];
  if (kernel?.shape.length !== 2 || units === undefined || input.shape.length !== 1) {
    return rows.refuse(nodeName(node), 'a MatMul other than a row of numbers times a constant matrix');
  }
  const value = rows.add(nodeName(node), {kind: 'dense', units, useBias: false}, [input]);
  weights.push(
    denseKernel(`${value.row}/kernel`, kernel.name, {parts: input.parts, units, isOutputFirst: false}),
  );
  return made(value);
}
