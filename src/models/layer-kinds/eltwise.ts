import * as tfl from '@tensorflow/tfjs-layers';
import type {NamedArray} from '../../core/named-array';
import {messageOf, listOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {EltwiseRow} from '../../presets/layer-row';
import type {CaffeInputs, CaffeRowsContext} from '../layer-forms/caffe-reading';
import {vector} from '../layer-forms/defined-weight';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue} from '../layer-forms/network-value';
import {constantAt, made, nodeName, type OnnxFlow, type OnnxRowsContext} from '../layer-forms/onnx-reading';
import type {OnnxGraphWriter} from '../layer-forms/onnx-writing';
import type {TracedLayer} from '../trace-model';
import {sameShape, unlikeInputs} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

const CLASSES = {sum: 'Add', product: 'Multiply', max: 'Maximum'} as const;

/** Rows of one shape, joined value by value. */
export const eltwise: LayerKind<EltwiseRow, 'Add' | 'Multiply' | 'Maximum' | 'Minimum'> = {
  plan(row, inputs, {where}) {
    const [first = []] = inputs;
    if (inputs.some(shape => shape.join(' × ') !== first.join(' × '))) {
      throw unlikeInputs(where, row, inputs, 'inputs of one shape');
    }
    return sameShape(inputs);
  },
  className: ({operation}) => CLASSES[operation],
  joins: true,
};

/** The layer of a row. */
export const makeEltwise: MakeLayer<EltwiseRow> = ({name, operation}) => {
  const makers = {sum: tfl.layers.add, product: tfl.layers.multiply, max: tfl.layers.maximum};
  return makers[operation]({name});
};

/** What its classes and weights are. */
export const eltwiseTraits: KindTraits<'Add' | 'Multiply' | 'Maximum' | 'Minimum'> = {
  classes: {Add: {}, Multiply: {}, Maximum: {}, Minimum: {}},
  weights: {},
};

/** Joins of one shape in Caffe and ONNX, where one side may be a constant: a bias, or a factor per channel. */
export const eltwiseForms: LayerForms<'Add' | 'Multiply' | 'Maximum' | 'Minimum'> = {
  caffe: {Eltwise: readCaffe},
  onnx: {
    Add: (node, context) => readOnnx('sum', node, context),
    Sum: (node, context) => readOnnx('sum', node, context),
    Mul: (node, context) => readOnnx('product', node, context),
    Max: (node, context) => readOnnx('max', node, context),
  },
  writeOnnx: {
    Add: (...args) => {
      write('Sum', ...args);
    },
    Multiply: (...args) => {
      write('Mul', ...args);
    },
    Maximum: (...args) => {
      write('Max', ...args);
    },
    Minimum: (...args) => {
      write('Min', ...args);
    },
  },
};

function write(
  operator: string,
  {name}: TracedLayer,
  graph: OnnxGraphWriter,
  inputs: readonly string[],
): void {
  graph.add(operator, name, [...inputs]);
}

function readCaffe(layer: CaffeLayerDefinition, inputs: CaffeInputs, {rows}: CaffeRowsContext): NetworkValue {
  const parameters = messageOf(layer.parameters, 'eltwise_param');
  const {operation: kind = 'SUM'} = parameters;
  const operation = kind === 'SUM' ? 'sum' : kind === 'PROD' ? 'product' : kind === 'MAX' ? 'max' : undefined;
  const coefficients = listOf(parameters, 'coeff').map(Number);
  if (operation === undefined || (operation !== 'sum' && coefficients.length > 0)) {
    return rows.refuse(layer.name, 'Eltwise of an unknown kind, or with coefficients of what is no sum');
  }
  if (inputs.length < 2 || (coefficients.length > 0 && coefficients.length !== inputs.length)) {
    return rows.refuse(
      layer.name,
      `Eltwise of ${inputs.length} inputs and ${coefficients.length} coefficients`,
    );
  }
  const terms = inputs.map((input, i) => {
    const scale = coefficients[i] ?? 1;
    return scale === 1 ? input : rows.add(`${layer.name}_term${i + 1}`, {kind: 'power', scale}, [input]);
  });
  return rows.add(layer.name, {kind: 'eltwise', operation}, terms);
}

function readOnnx(operation: EltwiseRow['operation'], node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
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
