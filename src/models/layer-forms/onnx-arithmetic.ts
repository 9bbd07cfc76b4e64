/** Arithmetic in ONNX: of two layers, or of a layer and a constant. */
import {countOf} from '../../core/named-array';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {OnnxTensor} from '../../formats/onnx/read-onnx-tensor';
import type {ArithmeticRow, EltwiseRow} from '../../presets/layer-row';
import {asNumbers, usualOrder} from './arrange-onnx';
import {vector} from './defined-weight';
import type {NetworkValue} from './network-value';
import {
  constantAt,
  derivedWeight,
  like,
  nodeName,
  rankOf,
  valueFlows,
  type OnnxFlow,
  type OnnxRowsContext,
  type ValueFlow,
} from './onnx-reading';
import {factorsOfShape, sameView, viewSizes, type OnnxView} from './onnx-view';

/** Operators of two inputs. */
export type ArithmeticName = 'sum' | 'product' | 'max' | 'min' | 'subtract' | 'divide' | 'power';

/** The operation with the constant behind and in front, and what is done with the constant first. */
interface ConstantForm {
  behind: ArithmeticRow['operation'];
  inFront: ArithmeticRow['operation'];
  /** The constant, where it is behind. Default: as it is. */
  convert?: (value: number) => number;
}

const CONSTANTS: Readonly<Record<ArithmeticName, ConstantForm>> = {
  sum: {behind: 'add', inFront: 'add'},
  product: {behind: 'multiply', inFront: 'multiply'},
  max: {behind: 'maximum', inFront: 'maximum'},
  min: {behind: 'minimum', inFront: 'minimum'},
  subtract: {behind: 'add', inFront: 'subtractFrom', convert: value => -value},
  divide: {behind: 'multiply', inFront: 'divide', convert: value => 1 / value},
  power: {behind: 'power', inFront: 'exponentiate'},
};

/** A sum, product or the like of layers and constants. */
export function readArithmetic(name: ArithmeticName, node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const {rows} = context;
  const values = valueFlows(node, context);
  const constants = node.inputs.flatMap((_, index) => {
    const array = constantAt(node, index, context);
    return array === undefined ? [] : [{array, isFirst: index === 0}];
  });
  const [first, ...others] = values;
  if (first === undefined) {
    return rows.refuse(nodeName(node), `${node.operator} of constants`);
  }
  const joined = others.length === 0 ? first : joinValues(name, node, values, context);
  return constants.reduce((flow, {array, isFirst}) => {
    const {behind, inFront, convert = (value: number) => value} = CONSTANTS[name];
    const data = isFirst ? array.data : array.data.map(convert);
    return withConstant(isFirst ? inFront : behind, node, flow, {...array, data}, context);
  }, joined);
}

/** Layers of one shape, or of shapes with axes of size 1. */
function joinValues(
  name: ArithmeticName,
  node: OnnxNode,
  values: readonly ValueFlow[],
  context: OnnxRowsContext,
): ValueFlow {
  const {rows} = context;
  const layer = nodeName(node);
  // a − b is a + (−b), a / b is a · (1 / b).
  const second = name === 'subtract' ? 'negative' : name === 'divide' ? 'reciprocal' : undefined;
  if (name === 'power') {
    return rows.refuse(layer, `${node.operator} of two layers`);
  }
  const rank = Math.max(...values.map(rankOf));
  if (values.some(flow => rankOf(flow) !== rank)) {
    return rows.refuse(layer, `${node.operator} of values with different numbers of axes`);
  }
  if (second !== undefined) {
    const [left, right] = values as [ValueFlow, ValueFlow];
    const turned = rows.add(`${layer}_${second}`, {kind: 'pointwise', function: second}, [right.value]);
    return joinValues(second === 'negative' ? 'sum' : 'product', node, [left, like(right, turned)], context);
  }
  const [first] = values as [ValueFlow];
  const isAlike = values.every(
    ({value, view}) =>
      sameView(view, first.view) &&
      value.shape.join() === first.value.shape.join() &&
      JSON.stringify(value.parts) === JSON.stringify(first.value.parts),
  );
  const arranged = isAlike ? values : values.map(flow => toImage(flow, layer, context));
  const sizes = arranged.map(({value}) => value.shape);
  const shape = sizes.reduce((all, next) => all.map((size, axis) => Math.max(size, next[axis] ?? 1)));
  const fits = sizes.every(own => own.every((size, axis) => size === shape[axis] || size === 1));
  if (!fits) {
    return rows.refuse(layer, `${node.operator} of values of different shapes`);
  }
  const value = rows.add(
    layer,
    {kind: 'eltwise', operation: name as EltwiseRow['operation']},
    arranged.map(flow => flow.value),
  );
  const whole = arranged.find(flow => flow.value.shape.join() === shape.join());
  return whole === undefined
    ? rows.refuse(layer, `${node.operator} that repeats both sides`)
    : like(whole, value);
}

/** In the usual order; pooled numbers as an image of one pixel. */
function toImage(flow: ValueFlow, layer: string, {rows}: OnnxRowsContext): ValueFlow {
  const usual = usualOrder(flow, layer, rows);
  const isPooled = usual.view.axes.length === 3 && usual.value.shape.length === 1;
  if (!isPooled) {
    return usual;
  }
  const shape = [1, 1, countOf(usual.value.shape)];
  const value = rows.add(`${layer}_reshape`, {kind: 'reshape', shape}, [usual.value]);
  return {kind: 'value', value, view: {factors: shape, axes: [[2], [], []]}};
}

/** Arithmetic of a layer and a constant: merged into the layer before it where it can be, else a row. */
export function withConstant(
  operation: ArithmeticRow['operation'],
  node: OnnxNode,
  flow: ValueFlow,
  constant: OnnxTensor,
  context: OnnxRowsContext,
): ValueFlow {
  const layer = nodeName(node);
  const own = behindBatch(node, flow, constant, context);
  return (
    takeInputScaling(operation, node, flow, own, context) ??
    addBias(operation, flow, own, constant.name, context) ??
    addScale(operation, node, flow, own, constant.name, context) ??
    addRow(operation, layer, flow, own, context)
  );
}

/** A constant with the axes of a tensor behind its batch; refuses one that is not repeated to the size of the tensor. */
function behindBatch(
  node: OnnxNode,
  flow: ValueFlow,
  constant: OnnxTensor,
  {rows}: OnnxRowsContext,
): OnnxTensor {
  const sizes = [1, ...viewSizes(flow.view)];
  const lead = constant.shape.length - sizes.length;
  const shape =
    lead > 0 ? constant.shape.slice(lead) : [...new Array<number>(-lead).fill(1), ...constant.shape];
  const isBroadcast =
    constant.shape.slice(0, Math.max(0, lead)).every(size => size === 1) &&
    shape.every((size, axis) => size === 1 || size === sizes[axis]);
  return isBroadcast
    ? {...constant, shape: shape.slice(1)}
    : rows.refuse(
        nodeName(node),
        `${node.operator} with a constant [${constant.shape.join(', ')}], which differs between images or repeats them`,
      );
}

/** A constant along the axes of a row, in its order: along some of them it has the size 1. */
export interface RowConstant {
  /** The values in an order of axes that the constant can have. */
  flow: ValueFlow;
  shape: number[];
  data: Float32Array;
}

/** Brings a constant that a layer takes into the order of the row before it. */
export function constantOfRow(
  node: OnnxNode,
  flow: ValueFlow,
  constant: OnnxTensor,
  context: OnnxRowsContext,
): RowConstant {
  return inRowOrder(nodeName(node), flow, behindBatch(node, flow, constant, context), context);
}

function inRowOrder(
  layer: string,
  given: ValueFlow,
  constant: OnnxTensor,
  {rows}: OnnxRowsContext,
): RowConstant {
  const isJoined = given.value.shape.length === 1 && given.value.parts.length > 1;
  const flow = isJoined ? usualOrder(given, layer, rows) : given;
  return {flow, ...spread(constant, flow.view, flow.value.shape)};
}

/** A factor or a shift of the input itself, if the caller takes them. */
function takeInputScaling(
  operation: ArithmeticRow['operation'],
  node: OnnxNode,
  flow: ValueFlow,
  {shape, data}: OnnxTensor,
  {takeScaling}: OnnxRowsContext,
): ValueFlow | undefined {
  const channels = channelAxis(flow);
  if (
    (operation !== 'add' && operation !== 'multiply') ||
    shape.some((size, axis) => size !== 1 && axis !== channels)
  ) {
    return undefined;
  }
  const numbers = Array.from(data);
  return takeScaling(node, flow, operation === 'add' ? {shift: numbers} : {factor: numbers});
}

/** The axis of the tensor that is the last one of its row; undefined where it is none, or of size 1. */
function channelAxis({view, value}: ValueFlow): number | undefined {
  const groups = factorsOfShape(view, value.shape) ?? [];
  const last = groups[groups.length - 1]?.join() ?? '';
  const isNumbers = value.shape.length === 1 && view.axes.length === 1;
  const axis = isNumbers ? 0 : view.axes.findIndex(list => last !== '' && list.join() === last);
  return axis < 0 ? undefined : axis;
}

/** Whether a constant holds one number for each channel of an image, or for each number of a row. */
function isPerChannel({shape}: OnnxTensor, flow: ValueFlow): boolean {
  const axis = channelAxis(flow);
  const size = viewSizes(flow.view)[axis ?? -1] ?? 1;
  return axis !== undefined && size > 1 && shape.every((length, i) => length === (i === axis ? size : 1));
}

/** A constant added to a product, or to a factor per channel, that nothing else takes is that layer's bias. */
function addBias(
  operation: ArithmeticRow['operation'],
  flow: ValueFlow,
  constant: OnnxTensor,
  source: string,
  {rows, weights, usesOf, flows}: OnnxRowsContext,
): ValueFlow | undefined {
  const {value} = flow;
  const row = rows.rows.find(({name}) => name === value.row);
  const isProduct =
    (row?.kind === 'dense' || row?.kind === 'conv' || row?.kind === 'deconv') && row.activation === undefined;
  const isOpen = isProduct || row?.kind === 'scale';
  const names = [...flows].filter(([, other]) => other === flow).map(([name]) => name);
  const isOnlyUse = flow.isShared !== true && names.every(name => usesOf(name) <= 1);
  const fits = operation === 'add' && isOnlyUse && isPerChannel(constant, flow);
  if (!fits || !isOpen || row.useBias !== false) {
    return undefined;
  }
  rows.replace(row.name, ({...rest}) => {
    const {useBias: _, ...withBias} = rest as typeof row;
    return withBias;
  });
  const part = row.kind === 'scale' ? 'beta' : 'bias';
  weights.push(perNumber(`${row.name}/${part}`, source, constant, value));
  return flow;
}

/** A factor for each channel is a layer of its own, which may be trained. */
function addScale(
  operation: ArithmeticRow['operation'],
  node: OnnxNode,
  flow: ValueFlow,
  constant: OnnxTensor,
  source: string,
  context: OnnxRowsContext,
): ValueFlow | undefined {
  const {rows, weights} = context;
  if (operation !== 'multiply' || !isPerChannel(constant, flow)) {
    return undefined;
  }
  const numbers = flow.view.axes.length === 1 ? asNumbers(flow, nodeName(node), rows) : flow;
  const scaled = rows.add(nodeName(node), {kind: 'scale', useBias: false}, [numbers.value]);
  weights.push(perNumber(`${scaled.row}/gamma`, source, constant, numbers.value));
  return like(numbers, {...scaled, parts: numbers.value.parts});
}

function perNumber(
  name: string,
  source: string,
  {data}: OnnxTensor,
  {parts}: NetworkValue,
): ReturnType<typeof vector> {
  const weight = vector(name, source, data.length, parts);
  // The values may be others than those of the file: −c where c is subtracted.
  return {...weight, convert: () => weight.convert(data)};
}

function addRow(
  operation: ArithmeticRow['operation'],
  layer: string,
  given: ValueFlow,
  constant: OnnxTensor,
  context: OnnxRowsContext,
): ValueFlow {
  const {flow, shape, data} = inRowOrder(layer, given, constant, context);
  const value = context.rows.add(layer, {kind: 'arithmetic', operation, shape}, [flow.value]);
  derivedWeight(`${value.row}/constant`, shape, data, context);
  return like(flow, value);
}

/** A constant along the axes of a tensor as one along the axes of its row. */
function spread(
  {shape, data}: OnnxTensor,
  view: OnnxView,
  rowShape: readonly number[],
): {shape: number[]; data: Float32Array} {
  const {factors, axes} = view;
  const isRepeated = factors.map((_, factor) => {
    const axis = axes.findIndex(list => list.includes(factor));
    return axis < 0 || shape[axis] === 1;
  });
  const groups = factorsOfShape(view, rowShape) ?? [[...factors.keys()]];
  const isOne = groups.map(group => group.every(factor => isRepeated[factor]));
  const kept = new Set(groups.flatMap((group, i) => (isOne[i] === true ? [] : group)));
  const result = groups.map((group, i) =>
    isOne[i] === true ? 1 : countOf(group.map(factor => factors[factor] ?? 1)),
  );
  const values = new Float32Array(countOf(result));
  // How far one step of a factor goes in the constant.
  const steps = factors.map(() => 0);
  axes.forEach((list, axis) => {
    let step = countOf(shape.slice(axis + 1));
    for (const factor of [...list].reverse()) {
      steps[factor] = shape[axis] === 1 ? 0 : step;
      step *= factors[factor] ?? 1;
    }
  });
  const order = [...factors.keys()].filter(factor => kept.has(factor));
  for (let i = 0; i < values.length; i++) {
    let [rest, place] = [i, 0];
    for (const factor of [...order].reverse()) {
      const size = factors[factor] ?? 1;
      place += (rest % size) * (steps[factor] ?? 0);
      rest = Math.floor(rest / size);
    }
    values[i] = data[place] ?? 0;
  }
  return {shape: result, data: values};
}
