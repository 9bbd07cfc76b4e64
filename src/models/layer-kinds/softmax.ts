import * as tfl from '@tensorflow/tfjs-layers';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {SoftmaxRow} from '../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import {arrange, asNumbers, withLastAxis} from '../layer-forms/arrange-onnx';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue, RowBody} from '../layer-forms/network-value';
import {
  axisBehindBatch,
  integerOf,
  like,
  nodeName,
  sizesBehindBatch,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../layer-forms/onnx-reading';
import {writeActivation} from '../layer-forms/onnx-writing';
import {sameShape} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

/** Softmax over the last axis: the values of a row, or the channels at each pixel. */
export const softmax: LayerKind<SoftmaxRow, 'Softmax'> = {
  plan: (_, inputs) => sameShape(inputs),
  className: () => 'Softmax',
  keepsClasses: true,
};

/** The layer of a row. */
export const makeSoftmax: MakeLayer<SoftmaxRow> = ({name}) => tfl.layers.softmax({name, axis: -1});

/** Class names and weights of the layers. */
export const softmaxTraits: KindTraits<'Softmax'> = {
  classes: {Softmax: {keepsOrder: true}},
  weights: {},
};

/** Softmax in Caffe, with the loss or without, and in ONNX. */
export const softmaxForms: LayerForms<'Softmax'> = {
  caffe: {Softmax: readCaffe, SoftmaxWithLoss: readCaffe},
  onnx: {
    Softmax: (node, context) => readOnnx({kind: 'softmax'}, node, context),
    LogSoftmax: (node, context) => readOnnx({kind: 'activation', activation: 'logSoftmax'}, node, context),
  },
  writeOnnx: {
    Softmax(layer, graph, [x]) {
      writeActivation(layer, graph, x, 'softmax');
    },
  },
};

function readCaffe(
  layer: CaffeLayerDefinition,
  [input]: CaffeInputs,
  {rows, lossName}: CaffeRowsContext,
): NetworkValue {
  if (numberOf(messageOf(layer.parameters, 'softmax_param'), 'axis', 1) !== 1) {
    return rows.refuse(layer.name, 'Softmax along an axis other than 1');
  }
  const [height, width] = input.shape;
  const name = layer.type === 'SoftmaxWithLoss' ? lossName(layer) : layer.name;
  // A map of 1 × 1 per class, such as the last pool of network in network, is one row of numbers.
  const flat = rows.isImage(input) && height === 1 && width === 1 ? rows.flatten(input, name) : input;
  return rows.add(name, {kind: 'softmax'}, [flat]);
}

function readOnnx(
  body: Extract<RowBody, {kind: 'softmax' | 'activation'}>,
  node: OnnxNode,
  context: OnnxRowsContext,
): OnnxFlow {
  const {rows, opset} = context;
  const name = nodeName(node);
  const flow = valueFlow(node, context);
  // Before opset 13 the axes from the given one on count as one.
  const first = axisBehindBatch(node, flow, integerOf(node, 'axis', opset < 13 ? 1 : -1), context);
  const axes = [...flow.view.axes.keys()];
  const sizes = sizesBehindBatch(flow);
  const joined = axes.filter(axis => (opset < 13 ? axis >= first : axis === first));
  const isRow = axes.every(axis => joined.includes(axis) || sizes[axis] === 1);
  // A map of 1 × 1 per class, such as the last pool of network in network, is one row of numbers.
  const arranged = isRow
    ? asNumbers(flow, name, rows)
    : joined.length === 1
      ? withLastAxis(flow, joined[0] ?? 0, name, rows)
      : arrange(
          flow,
          [...axes.filter(axis => !joined.includes(axis)).map(axis => [axis]), joined],
          name,
          rows,
        );
  return like(arranged, rows.add(name, body, [arranged.value]));
}
