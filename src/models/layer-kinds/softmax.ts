import * as tfl from '@tensorflow/tfjs-layers';
import {messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {SoftmaxRow} from '../../presets/layer-row';
import {numberOf, type CaffeInputs, type CaffeRowsContext} from '../layer-forms/caffe-reading';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {NetworkValue} from '../layer-forms/network-value';
import {
  firstValue,
  integerOf,
  made,
  nodeName,
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

/** What its classes and weights are. */
export const softmaxTraits: KindTraits<'Softmax'> = {
  classes: {Softmax: {keepsOrder: true}},
  weights: {},
};

/** Softmax in Caffe, with the loss or without, and in ONNX. */
export const softmaxForms: LayerForms<'Softmax'> = {
  caffe: {Softmax: readCaffe, SoftmaxWithLoss: readCaffe},
  onnx: {Softmax: readOnnx},
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

function readOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
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
