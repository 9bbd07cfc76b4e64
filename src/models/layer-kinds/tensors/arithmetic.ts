import {constantArithmetic} from '../../../layers/constant-arithmetic';
import type {ArithmeticRow} from '../../../presets/layer-row';
import type {LayerForms} from '../../layer-forms/layer-forms';
import {readArithmetic} from '../../layer-forms/onnx-arithmetic';
import type {OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import {checkSizes, sameShape, unlikeInputs} from '../check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** Arithmetic with a constant. */
export const arithmetic: LayerKind<ArithmeticRow, 'ConstantArithmetic'> = {
  plan(row, inputs, {where}) {
    const [input = []] = inputs;
    const {shape} = row;
    checkSizes(where, {shape});
    if (shape.length !== input.length || shape.some((size, axis) => size !== 1 && size !== input[axis])) {
      throw unlikeInputs(
        where,
        row,
        inputs,
        `a constant of the shape of the input, or 1 along an axis; not [${shape.join(', ')}]`,
      );
    }
    return {...sameShape(inputs), parameters: shape.reduce((count, size) => count * size, 1)};
  },
  className: () => 'ConstantArithmetic',
};

/** The layer of a row. */
export const makeArithmetic: MakeLayer<ArithmeticRow> = ({name, operation, shape}) =>
  constantArithmetic({name, operation, shape});

/** Class names and weights of the layers. */
export const arithmeticTraits: KindTraits<'ConstantArithmetic'> = {
  // The constants may differ from place to place.
  classes: {ConstantArithmetic: {}},
  weights: {constant: 'offset'},
};

/** Operators of ONNX, and whether the constant is their first input. */
const OPERATORS: Readonly<Record<ArithmeticRow['operation'], readonly [operator: string, isFirst: boolean]>> =
  {
    add: ['Add', false],
    multiply: ['Mul', false],
    power: ['Pow', false],
    maximum: ['Max', false],
    minimum: ['Min', false],
    subtractFrom: ['Sub', true],
    divide: ['Div', true],
    exponentiate: ['Pow', true],
  };

/** Arithmetic with a constant in ONNX; sums, products and the like of several layers are in eltwise.ts. */
export const arithmeticForms: LayerForms<'ConstantArithmetic'> = {
  caffe: {},
  onnx: {
    Sub: (node, context) => readArithmetic('subtract', node, context),
    Div: (node, context) => readArithmetic('divide', node, context),
    Pow: (node, context) => readArithmetic('power', node, context),
  },
  writeOnnx: {ConstantArithmetic: writeOnnx},
};

function writeOnnx(
  {name, config, weights}: TracedLayer,
  graph: OnnxGraphWriter,
  [x]: readonly [string, ...string[]],
): void {
  const [operator, isFirst] = OPERATORS[config.operation as ArithmeticRow['operation']];
  const constant = graph.spread(weights[0]?.name ?? '');
  graph.add(operator, name, isFirst ? [constant, x] : [x, constant]);
}
