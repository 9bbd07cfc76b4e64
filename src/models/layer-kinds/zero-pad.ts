import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../../core/check';
import type {ZeroPadRow} from '../../presets/layer-row';
import type {LayerForms} from '../layer-forms/layer-forms';
import {readOnnxPad} from '../layer-forms/onnx-padding';
import {imageShape} from './check-shapes';
import type {KindTraits, LayerKind, MakeLayer} from './layer-kind';

/** Zeros around an image. */
export const zeroPad: LayerKind<ZeroPadRow, 'ZeroPadding2D'> = {
  plan({padding}, [input], {where}) {
    const [height, width, channels] = imageShape(where, input);
    padding.flat().forEach(border => checksFor(where).integer('padding', border));
    const [[top, bottom], [left, right]] = padding;
    return {
      outputShape: [height + top + bottom, width + left + right, channels],
      parameters: 0,
      multiplyAdds: 0,
    };
  },
  className: () => 'ZeroPadding2D',
};

/** The layer of a row. */
export const makeZeroPad: MakeLayer<ZeroPadRow> = ({name, padding: [[top, bottom], [left, right]]}) => {
  return tfl.layers.zeroPadding2d({
    name,
    padding: [
      [top, bottom],
      [left, right],
    ],
  });
};

/** Class names and weights of the layers. */
export const zeroPadTraits: KindTraits<'ZeroPadding2D'> = {
  classes: {ZeroPadding2D: {}},
  weights: {},
};

/** Borders in ONNX, of zeros and others; in Caffe they belong to convolutions and pools. */
export const zeroPadForms: LayerForms<'ZeroPadding2D'> = {
  caffe: {},
  onnx: {Pad: readOnnxPad},
  writeOnnx: {
    ZeroPadding2D({name, config}, graph, [x]) {
      const [[top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = config.padding as number[][];
      const pads = graph.integers(`${name}/pads`, [0, 0, top, left, 0, 0, bottom, right]);
      graph.add('Pad', name, [x, pads]);
    },
  },
  takesImages: true,
};
