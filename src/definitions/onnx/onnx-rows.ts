import type {NamedArray} from '../../core/named-array';
import type {LayerRow} from '../../presets/layer-row';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import {convKernel, denseKernel, vector} from '../definition-weights';
import type {NetworkValue, RowBody} from '../network-rows';
import {
  constantAt,
  constantNumbers,
  firstValue,
  integerOf,
  made,
  nodeName,
  numbersOf,
  type ConvertOnnx,
  type OnnxFlow,
  type OnnxRowsContext,
} from './onnx-graph';
import {ONNX_POOLS, zeroPadded, windowPads} from './onnx-pools';
import {ONNX_SIZES} from './onnx-sizes';

/** What ONNX's operators become. */
export const ONNX_OPERATORS: Readonly<Record<string, ConvertOnnx>> = {
  Conv: convolution,
  Gemm: gemm,
  MatMul: matMul,
  ...ONNX_POOLS,
  LRN: normalization,
  BatchNormalization: batchNorm,
  Relu: activation('relu'),
  Sigmoid: activation('sigmoid'),
  Tanh: activation('tanh'),
  Dropout: dropout,
  Concat: concat,
  Softmax: softmax,
  Add: eltwise('sum'),
  Sum: eltwise('sum'),
  Mul: eltwise('product'),
  Max: eltwise('max'),
  ...ONNX_SIZES,
};

/** All that {@link ONNX_OPERATORS} reads, for messages. */
export const ONNX_SUPPORTED = `the operators ${Object.keys(ONNX_OPERATORS).join(', ')}`;

function convolution(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, weights} = context;
  const name = nodeName(node);
  const input = firstValue(node, context);
  const kernel = constantAt(node, 1, context);
  const bias = constantAt(node, 2, context);
  const [filters, channels, ...size] = kernel?.shape ?? [];
  if (kernel === undefined || filters === undefined || channels === undefined) {
    return rows.refuse(name, 'a Conv whose kernel is computed');
  }
  const [height, width] = size;
  if (height === undefined || width === undefined || size.length !== 2 || !rows.isImage(input)) {
    return rows.refuse(name, `a Conv over ${size.length} axes`);
  }
  const strides = numbersOf(node, 'strides', [1, 1]);
  const dilations = numbersOf(node, 'dilations', [1, 1]);
  const groups = integerOf(node, 'group', 1);
  if (Math.max(...strides) > 1 && Math.max(...dilations) > 1) {
    return rows.refuse(name, 'strides and dilations both above 1');
  }
  if (node.inputs[2] !== undefined && node.inputs[2] !== '' && bias === undefined) {
    return rows.refuse(name, 'a Conv whose bias is computed');
  }
  const pads = windowPads(node, input, [height, width], strides, dilations);
  if (pads === undefined) {
    return rows.refuse(name, 'this auto_pad');
  }
  const even = pads.every(pad => pad === pads[0]);
  const padded = even ? input : zeroPadded(rows, name, input, pads);
  const body: RowBody = {
    kind: 'conv',
    filters,
    kernelSize: oneSize(size),
    ...(isOne(strides) ? {} : {strides: oneSize(strides)}),
    ...(even && pads[0] !== 0 ? {padding: pads[0]} : {}),
    ...(isOne(dilations) ? {} : {dilation: oneSize(dilations)}),
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

function gemm(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
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
  const layout = {parts: input.parts, units, isOutputFirst, factor: numberOf(node, 'alpha', 1)};
  weights.push(denseKernel(`${value.row}/kernel`, kernel.name, layout));
  if (bias !== undefined) {
    weights.push(vector(`${value.row}/bias`, bias.name, units, [], numberOf(node, 'beta', 1)));
  }
  return made(value);
}

function matMul(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
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

function normalization(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const input = firstValue(node, context);
  const size = integerOf(node, 'size', 0);
  if (!rows.isImage(input) || size % 2 !== 1) {
    return rows.refuse(nodeName(node), `LRN of what is no image, or of an even size (${size})`);
  }
  const body: RowBody = {
    kind: 'lrn',
    depthRadius: (size - 1) / 2,
    bias: numberOf(node, 'bias', 1),
    alpha: numberOf(node, 'alpha', 1e-4) / size,
    beta: numberOf(node, 'beta', 0.75),
  };
  return made(rows.add(nodeName(node), body, [input]));
}

function batchNorm(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, weights} = context;
  const input = firstValue(node, context);
  const arrays = [1, 2, 3, 4].map(index => constantAt(node, index, context));
  const [gamma, beta, mean, variance] = arrays;
  if (!gamma || !beta || !mean || !variance || integerOf(node, 'training_mode', 0) !== 0) {
    return rows.refuse(nodeName(node), 'a BatchNormalization with computed statistics');
  }
  const body: RowBody = {
    kind: 'batchNorm',
    epsilon: numberOf(node, 'epsilon', 1e-5),
    momentum: numberOf(node, 'momentum', 0.9),
  };
  const value = rows.add(nodeName(node), body, [input]);
  const count = value.shape[value.shape.length - 1] ?? 1;
  const names = {gamma, beta, moving_mean: mean, moving_variance: variance};
  for (const [name, array] of Object.entries(names)) {
    weights.push(vector(`${value.row}/${name}`, array.name, count, input.parts));
  }
  return made(value);
}

function activation(name: 'relu' | 'sigmoid' | 'tanh'): ConvertOnnx {
  return (node, context) => {
    const {rows, fuse} = context;
    const input = firstValue(node, context);
    if (fuse(node, input)) {
      rows.replace(input.row, row => ({...row, activation: name}) as LayerRow);
      return made(input);
    }
    return made(rows.add(nodeName(node), {kind: 'activation', activation: name}, [input]));
  };
}

function dropout(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const input = firstValue(node, context);
  const [given] = constantNumbers(constantAt(node, 1, context)) ?? [];
  const rate = given ?? numberOf(node, 'ratio', 0.5);
  return made(context.rows.add(nodeName(node), {kind: 'dropout', rate}, [input]));
}

function concat(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, flows} = context;
  const parts = node.inputs.map(name => flows.get(name));
  if (parts.some(part => part?.kind === 'sizes')) {
    const sizes = parts.flatMap(part =>
      part?.kind === 'sizes' ? part.sizes : part?.kind === 'constant' ? Array.from(part.array.data) : [],
    );
    return {kind: 'sizes', sizes};
  }
  const inputs = parts.flatMap(part => (part?.kind === 'value' ? [part.value] : []));
  const [first] = inputs;
  const axis = integerOf(node, 'axis', 1);
  const rank = (first?.shape.length ?? 0) + 1;
  if (inputs.length < parts.length || (axis !== 1 && axis !== 1 - rank)) {
    return rows.refuse(nodeName(node), `Concat along axis ${axis}, or with a constant`);
  }
  return made(
    inputs.length === 1 && first !== undefined ? first : rows.add(nodeName(node), {kind: 'concat'}, inputs),
  );
}

function softmax(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows, opset} = context;
  const name = nodeName(node);
  const input = firstValue(node, context);
  const rank = input.shape.length + 1;
  // Before opset 13 the axes from the given one on count as one.
  const axis = integerOf(node, 'axis', opset < 13 ? 1 : -1);
  const [height, width] = input.shape;
  if (rank === 4 && height === 1 && width === 1 && (axis === 1 || axis === -3)) {
    return made(rows.add(name, {kind: 'softmax'}, [rows.flatten(input, name)]));
  }
  if ((rank === 4 && opset < 13) || (axis !== 1 && axis !== 1 - rank)) {
    return rows.refuse(name, `Softmax along axis ${axis} of ${rank} axes`);
  }
  return made(rows.add(name, {kind: 'softmax'}, [input]));
}

function eltwise(operation: 'sum' | 'product' | 'max'): ConvertOnnx {
  return (node, context) => {
    const {rows, flows} = context;
    const inputs = node.inputs.map(name => flows.get(name));
    const values = inputs.flatMap(flow => (flow?.kind === 'value' ? [flow.value] : []));
    if (values.length === inputs.length && values.length > 1) {
      if (values.some(value => value.shape.join() !== values[0]?.shape.join())) {
        return rows.refuse(nodeName(node), `${node.operator} of values of different shapes`);
      }
      return made(rows.add(nodeName(node), {kind: 'eltwise', operation}, values));
    }
    return (
      (operation === 'sum' ? addBias(node, values, context) : undefined) ??
      (operation === 'product' ? addScale(node, values, context) : undefined) ??
      rows.refuse(nodeName(node), `${node.operator} with a constant`)
    );
  };
}

/** A constant added to a product, or to a factor per channel, that nothing else takes is that layer's bias. */
function addBias(node: OnnxNode, [value]: NetworkValue[], context: OnnxRowsContext): OnnxFlow | undefined {
  const {rows, weights, flows, usesOf} = context;
  const place = node.inputs.findIndex(name => flows.get(name)?.kind === 'constant');
  const row = rows.rows.find(({name}) => name === value?.row);
  const taken = usesOf(node.inputs[1 - place] ?? '') === 1;
  const isOpen =
    (row?.kind === 'dense' && row.activation === undefined && row.useBias === false) ||
    (row?.kind === 'scale' && row.useBias === false);
  if (value === undefined || row === undefined || !isOpen || !taken) {
    return undefined;
  }
  const bias = perChannel(constantAt(node, place, context), value);
  if (bias === undefined) {
    return undefined;
  }
  rows.replace(row.name, ({...rest}) => {
    const {useBias: _, ...withBias} = rest as typeof row;
    return withBias;
  });
  const part = row.kind === 'scale' ? 'beta' : 'bias';
  weights.push(vector(`${row.name}/${part}`, bias.name, bias.data.length, value.parts));
  return made(value);
}

/** A factor for each channel is a layer of its own. */
function addScale(node: OnnxNode, [value]: NetworkValue[], context: OnnxRowsContext): OnnxFlow | undefined {
  const {rows, weights, flows} = context;
  const place = node.inputs.findIndex(name => flows.get(name)?.kind === 'constant');
  const factor = value === undefined ? undefined : perChannel(constantAt(node, place, context), value);
  if (value === undefined || factor === undefined) {
    return undefined;
  }
  const scaled = rows.add(nodeName(node), {kind: 'scale', useBias: false}, [value]);
  weights.push(vector(`${scaled.row}/gamma`, factor.name, factor.data.length, value.parts));
  return made(scaled);
}

/** The constant, if it holds one number for each channel of an image, or for each number of a row. */
function perChannel(array: NamedArray | undefined, {shape}: NetworkValue): NamedArray | undefined {
  const channels = shape[shape.length - 1] ?? 0;
  // ONNX aligns shapes at their ends: the channels of an image stand two places before it.
  const places = shape.length === 3 ? ',1,1' : '';
  const wanted = [`${channels}${places}`, `1,${channels}${places}`];
  return array !== undefined && wanted.includes(array.shape.join()) ? array : undefined;
}

function numberOf({attributes}: OnnxNode, name: string, fallback: number): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : fallback;
}

function isOne(sizes: readonly number[]): boolean {
  return sizes.every(size => size === 1);
}

function oneSize([height = 1, width = 1]: readonly number[]): number | [number, number] {
  return height === width ? height : [height, width];
}
