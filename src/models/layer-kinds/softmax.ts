import * as tfl from '@tensorflow/tfjs-layers';
import type {SoftmaxRow} from '../../presets/layer-row';
import {sameShape} from './check-shapes';
import type {LayerKind} from './layer-kind';

/** Softmax over the last axis: the numbers of a row, or the channels at each pixel. */
export const softmax: LayerKind<SoftmaxRow, 'Softmax'> = {
  plan: (_, inputs) => sameShape(inputs),
  // The stock layer's default is axis 1: the height of an image.
  make: ({name}) => tfl.layers.softmax({name, axis: -1}),
  className: () => 'Softmax',
  classes: {Softmax: {keepsOrder: true}},
  weights: {},
  keepsClasses: true,
};
