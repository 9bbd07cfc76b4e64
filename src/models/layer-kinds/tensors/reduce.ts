import type {OnnxNode} from '../../../formats/onnx/onnx-model';
import {lastAxisReduction} from '../../../layers/last-axis-reduction';
import type {PointwiseRow, ReduceRow} from '../../../presets/layer-row';
import {arrange} from '../../layer-forms/arrange-onnx';
import type {LayerForms} from '../../layer-forms/layer-forms';
import type {NetworkValue} from '../../layer-forms/network-value';
import {
  axisBehindBatch,
  integerOf,
  integersAt,
  nodeName,
  sizesBehindBatch,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../../layer-forms/onnx-reading';
import {makeView} from '../../layer-forms/onnx-view';
import type {OnnxGraphWriter} from '../../layer-forms/onnx-writing';
import type {TracedLayer} from '../../trace-model';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** The last axis, reduced to one value. */
export const reduce: LayerKind<ReduceRow, 'LastAxisReduction'> = {
  plan: (_, [input = []]) => ({
    outputShape: input.length === 1 ? [1] : input.slice(0, -1),
    parameters: 0,
    multiplyAdds: 0,
  }),
  className: () => 'LastAxisReduction',
};

/** The layer of a row. */
export const makeReduce: MakeLayer<ReduceRow> = ({name, operation}) => lastAxisReduction({name, operation});

/** Class names and weights of the layers. */
export const reduceTraits: KindTraits<'LastAxisReduction'> = {
  classes: {LastAxisReduction: {}},
  weights: {},
};

type Operation = ReduceRow['operation'];
type Step = PointwiseRow['function'] | 'square';

/** What is done with the values before and after. */
interface Steps {
  before?: Step;
  after?: Step;
}

/** The Reduce operators of ONNX; Caffe’s pools reduce images. */
export const reduceForms: LayerForms<'LastAxisReduction'> = {
  caffe: {},
  onnx: {
    ReduceMean: (node, context) => readOnnx('mean', {}, node, context),
    ReduceSum: (node, context) => readOnnx('sum', {}, node, context),
    ReduceMax: (node, context) => readOnnx('max', {}, node, context),
    ReduceMin: (node, context) => readOnnx('min', {}, node, context),
    ReduceProd: (node, context) => readOnnx('product', {}, node, context),
    ReduceL1: (node, context) => readOnnx('sum', {before: 'absolute'}, node, context),
    ReduceL2: (node, context) => readOnnx('sum', {before: 'square', after: 'squareRoot'}, node, context),
    ReduceSumSquare: (node, context) => readOnnx('sum', {before: 'square'}, node, context),
    ReduceLogSum: (node, context) => readOnnx('sum', {after: 'logarithm'}, node, context),
    ReduceLogSumExp: (node, context) =>
      readOnnx('sum', {before: 'exponential', after: 'logarithm'}, node, context),
  },
  writeOnnx: {LastAxisReduction: writeOnnx},
  partsOf: (_, [count = 1]) => [[1, 1, count]],
};

function readOnnx(
  operation: Operation,
  {before, after}: Steps,
  node: OnnxNode,
  context: OnnxRowsContext,
): OnnxFlow {
  const {rows, wantsImage} = context;
  const name = nodeName(node);
  const flow = valueFlow(node, context);
  const sizes = sizesBehindBatch(flow);
  const given = integersAt(node, 'axes', 1, context);
  if (given === undefined || given.length === 0) {
    return integerOf(node, 'noop_with_empty_axes', 0) === 1
      ? flow
      : rows.refuse(name, `${node.operator} over the images of a batch`);
  }
  const axes = given.map(axis => axisBehindBatch(node, flow, axis, context)).sort((a, b) => a - b);
  const rest = [...sizes.keys()].filter(axis => !axes.includes(axis));
  const keeps = integerOf(node, 'keepdims', 1) === 1;
  const isPool = (operation === 'mean' || operation === 'max') && before === undefined;
  if (isPool && axes.join() === '1,2' && rest.join() === '0') {
    // The average over an image is a pool; a window over the whole image where one is wanted behind it.
    const image = arrange(flow, [[1], [2], [0]], name, rows).value;
    const [height = 1, width = 1] = image.shape;
    const pooled =
      keeps && wantsImage(node)
        ? rows.add(
            name,
            {kind: operation === 'mean' ? 'avgPool' : 'maxPool', poolSize: [height, width], strides: 1},
            [image],
          )
        : rows.add(name, {kind: operation === 'mean' ? 'globalAvgPool' : 'globalMaxPool'}, [image]);
    const axis = pooled.shape.length - 1;
    return {kind: 'value', value: pooled, view: makeView(pooled.shape, keeps ? [[axis], [], []] : [[axis]])};
  }
  const arranged = arrange(flow, [...rest.map(axis => [axis]), axes], name, rows).value;
  const prepared = before === undefined ? arranged : addStep(before, `${name}_before`, arranged, context);
  const reduced = rows.add(name, {kind: 'reduce', operation}, [prepared]);
  const value = after === undefined ? reduced : addStep(after, `${name}_after`, reduced, context);
  const view = sizes.flatMap((_, axis) => (rest.includes(axis) ? [[rest.indexOf(axis)]] : keeps ? [[]] : []));
  return {kind: 'value', value, view: makeView(value.shape, view)};
}

function addStep(step: Step, name: string, input: NetworkValue, {rows}: OnnxRowsContext): NetworkValue {
  return step === 'square'
    ? rows.add(name, {kind: 'eltwise', operation: 'product'}, [input, input])
    : rows.add(name, {kind: 'pointwise', function: step}, [input]);
}

function writeOnnx(
  {name, config, inputShapes}: TracedLayer,
  graph: OnnxGraphWriter,
  [x]: readonly [string, ...string[]],
): void {
  const operators: Record<Operation, string> = {
    sum: 'ReduceSum',
    mean: 'ReduceMean',
    max: 'ReduceMax',
    min: 'ReduceMin',
    product: 'ReduceProd',
  };
  const operation = config.operation as Operation;
  const rank = inputShapes[0]?.length ?? 1;
  // Of an image the channels are reduced, which stand in front in ONNX.
  const axis = rank === 3 ? 1 : rank;
  const keeps = {keepdims: {int: rank === 1 ? 1 : 0}};
  if (operation === 'sum') {
    // Its axes are an input since operator set 13.
    graph.add('ReduceSum', name, [x, graph.integers(`${name}/axes`, [axis])], keeps);
  } else {
    graph.add(operators[operation], name, [x], {axes: {ints: [axis]}, ...keeps});
  }
}
