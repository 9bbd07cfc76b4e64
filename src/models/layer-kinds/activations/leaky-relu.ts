import * as tfl from '@tensorflow/tfjs-layers';
import type {OnnxNode} from '../../../formats/onnx/onnx-model';
import type {LeakyReluRow} from '../../../presets/layer-row';
import type {LayerForms} from '../../layer-forms/layer-forms';
import {
  like,
  nodeName,
  numberOf,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../../layer-forms/onnx-reading';
import {sameShape} from '../check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** A rectifier with a slope for negative values. */
export const leakyRelu: LayerKind<LeakyReluRow, 'LeakyReLU'> = {
  plan: (_, inputs) => sameShape(inputs),
  className: () => 'LeakyReLU',
  keepsClasses: true,
};

/** The layer of a row. */
export const makeLeakyRelu: MakeLayer<LeakyReluRow> = ({name, alpha}) => tfl.layers.leakyReLU({name, alpha});

/** Class names and weights of the layers. */
export const leakyReluTraits: KindTraits<'LeakyReLU'> = {
  classes: {LeakyReLU: {keepsOrder: true, isPointwise: true}},
  weights: {},
};

/** A rectifier with a slope in ONNX; in Caffe it is a ReLU with a negative_slope, see activation.ts. */
export const leakyReluForms: LayerForms<'LeakyReLU'> = {
  caffe: {},
  onnx: {LeakyRelu: readOnnx},
  writeOnnx: {
    LeakyReLU({name, config}, graph, [x]) {
      graph.add('LeakyRelu', name, [x], {alpha: {float: Number(config.alpha)}});
    },
  },
};

function readOnnx(node: OnnxNode, context: OnnxRowsContext): OnnxFlow {
  const flow = valueFlow(node, context);
  const row = {kind: 'leakyRelu', alpha: numberOf(node, 'alpha', 0.01)} as const;
  return like(flow, context.rows.add(nodeName(node), row, [flow.value]));
}
