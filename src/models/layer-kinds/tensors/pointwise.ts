import type {OnnxNode} from '../../../formats/onnx/onnx-model';
import {pointwiseFunction} from '../../../layers/pointwise-function';
import type {PointwiseRow, PointwiseName} from '../../../presets/layer-row';
import type {LayerForms} from '../../layer-forms/layer-forms';
import {
  constantAt,
  hasInput,
  like,
  nodeName,
  integerOf,
  numberOf,
  textOf,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../../layer-forms/onnx-reading';
import {notInOnnx, type OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import {sameShape} from '../check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** A function of each value. */
export const pointwise: LayerKind<PointwiseRow, 'PointwiseFunction'> = {
  plan: (_, inputs) => sameShape(inputs),
  className: () => 'PointwiseFunction',
  keepsClasses: true,
};

/** The layer of a row. */
export const makePointwise: MakeLayer<PointwiseRow> = row =>
  pointwiseFunction({
    name: row.name,
    function: row.function,
    ...(row.alpha === undefined ? {} : {alpha: row.alpha}),
    ...(row.beta === undefined ? {} : {beta: row.beta}),
  });

/** Class names and weights of the layers. */
export const pointwiseTraits: KindTraits<'PointwiseFunction'> = {
  classes: {PointwiseFunction: {keepsOrder: true, isPointwise: true}},
  weights: {},
};

/** The largest float32, for an end of a clip that is open. */
const LARGEST = 3.4028234663852886e38;

/** A function by its ONNX operator, and the attributes that hold alpha and beta with their defaults. */
interface Form {
  function: PointwiseName;
  alpha?: readonly [attribute: string, fallback: number];
  beta?: readonly [attribute: string, fallback: number];
}

const OPERATORS: Readonly<Record<string, Form>> = {
  Abs: {function: 'absolute'},
  Ceil: {function: 'roundUp'},
  Celu: {function: 'celu', alpha: ['alpha', 1]},
  Cos: {function: 'cosine'},
  Elu: {function: 'elu', alpha: ['alpha', 1]},
  Erf: {function: 'erf'},
  Exp: {function: 'exponential'},
  Floor: {function: 'roundDown'},
  HardSigmoid: {function: 'hardSigmoid', alpha: ['alpha', 0.2], beta: ['beta', 0.5]},
  HardSwish: {function: 'hardSwish'},
  Log: {function: 'logarithm'},
  Mish: {function: 'mish'},
  Neg: {function: 'negative'},
  Reciprocal: {function: 'reciprocal'},
  Selu: {function: 'selu', alpha: ['alpha', 1.6732632423543772], beta: ['gamma', 1.0507009873554805]},
  Shrink: {function: 'shrink', alpha: ['bias', 0], beta: ['lambd', 0.5]},
  Sign: {function: 'sign'},
  Sin: {function: 'sine'},
  Softplus: {function: 'softplus'},
  Softsign: {function: 'softsign'},
  Sqrt: {function: 'squareRoot'},
  Swish: {function: 'swish', alpha: ['alpha', 1]},
  ThresholdedRelu: {function: 'thresholdedRelu', alpha: ['alpha', 1]},
};

/** Functions in ONNX; Caffe's are layers of their own. */
export const pointwiseForms: LayerForms<'PointwiseFunction'> = {
  caffe: {},
  onnx: {
    Abs: readOperator,
    Ceil: readOperator,
    Celu: readOperator,
    Cos: readOperator,
    Elu: readOperator,
    Erf: readOperator,
    Exp: readOperator,
    Floor: readOperator,
    HardSigmoid: readOperator,
    HardSwish: readOperator,
    Log: readOperator,
    Mish: readOperator,
    Neg: readOperator,
    Reciprocal: readOperator,
    Selu: readOperator,
    Shrink: readOperator,
    Sign: readOperator,
    Sin: readOperator,
    Softplus: readOperator,
    Softsign: readOperator,
    Sqrt: readOperator,
    Swish: readOperator,
    ThresholdedRelu: readOperator,
    Clip: readClip,
    QuantizeLinear: readQuantize,
    // The values of a quantized tensor are kept as the fractions that they stand for.
    DequantizeLinear: readDequantize,
    Gelu: (node, context) =>
      textOf(node, 'approximate', 'none') === 'none'
        ? readForm({function: 'gelu'}, node, context)
        : context.rows.refuse(nodeName(node), 'Gelu by an approximation'),
  },
  writeOnnx: {PointwiseFunction: writeOnnx},
};

function addFunction(
  node: OnnxNode,
  context: OnnxRowsContext,
  name: PointwiseName,
  parameters: Pick<PointwiseRow, 'alpha' | 'beta'> = {},
): OnnxFlow {
  const flow = valueFlow(node, context);
  return like(
    flow,
    context.rows.add(nodeName(node), {kind: 'pointwise', function: name, ...parameters}, [flow.value]),
  );
}

function readForm({function: name, alpha, beta}: Form, node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  return addFunction(node, context, name, {
    ...(alpha === undefined ? {} : {alpha: numberOf(node, ...alpha)}),
    ...(beta === undefined ? {} : {beta: numberOf(node, ...beta)}),
  });
}

function readOperator(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const form = OPERATORS[node.operator];
  return form === undefined
    ? context.rows.refuse(nodeName(node), `the operator ${node.operator}`)
    : readForm(form, node, context);
}

/** Rounds to the levels of 8-bit integers. */
function readQuantize(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const [scale, zero] = [constantAt(node, 1, context), constantAt(node, 2, context)];
  if (scale?.data.length !== 1 || (zero !== undefined && zero.data.length !== 1)) {
    return context.rows.refuse(nodeName(node), 'a QuantizeLinear per channel, or with a computed scale');
  }
  const named = integerOf(node, 'output_dtype', 0);
  const type = zero?.integerType ?? (named === 3 ? 'int8' : 'uint8');
  const name = type === 'int8' ? 'quantizeInt8' : 'quantizeUint8';
  if (!['int8', 'uint8'].includes(type) || ![0, 2, 3].includes(named)) {
    return context.rows.refuse(nodeName(node), 'a QuantizeLinear to other integers than those of 8 bits');
  }
  return addFunction(node, context, name, {alpha: scale.data[0] ?? 1, beta: zero?.data[0] ?? 0});
}

function readDequantize(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const flow = valueFlow(node, context);
  const {rows} = context;
  const row = rows.rows.find(({name}) => name === flow.value.row);
  const [scale, zero] = [constantAt(node, 1, context), constantAt(node, 2, context)];
  const isSame =
    row?.kind === 'pointwise' &&
    row.function.startsWith('quantize') &&
    scale?.data.length === 1 &&
    row.alpha === scale.data[0] &&
    row.beta === (zero?.data[0] ?? 0);
  return isSame
    ? flow
    : rows.refuse(nodeName(node), 'a DequantizeLinear of what was not quantized with its scale');
}

/** The ends are attributes in old files, and inputs since operator set 11. */
function readClip(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const end = (attribute: string, index: number, open: number): number => {
    const given = constantAt(node, index, context);
    if (hasInput(node, index) && given === undefined) {
      return context.rows.refuse(nodeName(node), 'a Clip whose ends are computed');
    }
    const value = given?.data[0] ?? numberOf(node, attribute, open);
    return Math.max(-LARGEST, Math.min(LARGEST, value));
  };
  return addFunction(node, context, 'clip', {alpha: end('min', 1, -LARGEST), beta: end('max', 2, LARGEST)});
}

function writeOnnx(layer: TracedLayer, graph: OnnxGraphWriter, [x]: readonly [string, ...string[]]): void {
  const {name, config} = layer;
  const [alpha, beta] = [Number(config.alpha), Number(config.beta)];
  if (config.function === 'clip') {
    const [low, high] = [
      graph.constant(`${name}/min`, [], [alpha]),
      graph.constant(`${name}/max`, [], [beta]),
    ];
    graph.add('Clip', name, [x, low, high]);
    return;
  }
  const found = Object.entries(OPERATORS).find(([, form]) => form.function === config.function);
  // Celu is of operator set 12, HardSwish of 14, Mish of 18 and Swish of 24: files have set 13.
  if (found === undefined || ['HardSwish', 'Mish', 'Swish'].includes(found[0])) {
    throw notInOnnx(layer, 'no operator of ONNX’s set 13 is this function.', String(config.function));
  }
  const [operator, form] = found;
  graph.add(operator, name, [x], {
    ...(form.alpha === undefined ? {} : {[form.alpha[0]]: {float: alpha}}),
    ...(form.beta === undefined ? {} : {[form.beta[0]]: {float: beta}}),
  });
}
