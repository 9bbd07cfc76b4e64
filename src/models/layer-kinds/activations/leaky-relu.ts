import * as tfl from '@tensorflow/tfjs-layers';
import type {LeakyReluRow} from '../../../presets/layer-row';
import type {LayerForms} from '../../layer-forms/layer-forms';
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
  onnx: {},
  writeOnnx: {
    LeakyReLU({name, config}, graph, [x]) {
      graph.add('LeakyRelu', name, [x], {alpha: {float: Number(config.alpha)}});
    },
  },
};
