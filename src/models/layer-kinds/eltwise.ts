import * as tfl from '@tensorflow/tfjs-layers';
import {messageOf, listOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {EltwiseRow} from '../../presets/layer-row';
import type {CaffeInputs, CaffeRowsContext} from '../layer-forms/caffe-reading';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue} from '../layer-forms/network-value';
import {readArithmetic} from '../layer-forms/onnx-arithmetic';
import type {OnnxGraphWriter} from '../layer-forms/onnx-writing';
import type {TracedLayer} from '../trace-model';
import {sameShape, unlikeInputs} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

const CLASSES = {sum: 'Add', product: 'Multiply', max: 'Maximum', min: 'Minimum'} as const;

/** Rows of one shape, joined value by value. */
export const eltwise: LayerKind<EltwiseRow, 'Add' | 'Multiply' | 'Maximum' | 'Minimum'> = {
  plan(row, inputs, {where}) {
    const [first = []] = inputs;
    const shape = first.map((_, axis) => Math.max(...inputs.map(input => input[axis] ?? 1)));
    // An axis of size 1 counts for all places of the others.
    const fits = inputs.every(
      input =>
        input.length === shape.length && input.every((size, axis) => size === shape[axis] || size === 1),
    );
    if (!fits) {
      throw unlikeInputs(where, row, inputs, 'inputs of one shape');
    }
    return {...sameShape(inputs), outputShape: shape};
  },
  className: ({operation}) => CLASSES[operation],
  joins: true,
};

/** The layer of a row. */
export const makeEltwise: MakeLayer<EltwiseRow> = ({name, operation}) => {
  const makers = {
    sum: tfl.layers.add,
    product: tfl.layers.multiply,
    max: tfl.layers.maximum,
    min: tfl.layers.minimum,
  };
  return makers[operation]({name});
};

/** Class names and weights of the layers. */
export const eltwiseTraits: KindTraits<'Add' | 'Multiply' | 'Maximum' | 'Minimum'> = {
  classes: {Add: {}, Multiply: {}, Maximum: {}, Minimum: {}},
  weights: {},
};

/** Joins of one shape in Caffe and ONNX; for ONNX's arithmetic, with constants too, see onnx-arithmetic.ts. */
export const eltwiseForms: LayerForms<'Add' | 'Multiply' | 'Maximum' | 'Minimum'> = {
  caffe: {Eltwise: readCaffe},
  onnx: {
    Add: (node, context) => readArithmetic('sum', node, context),
    Sum: (node, context) => readArithmetic('sum', node, context),
    Mul: (node, context) => readArithmetic('product', node, context),
    Max: (node, context) => readArithmetic('max', node, context),
    Min: (node, context) => readArithmetic('min', node, context),
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
