import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../../core/check';
import type {ZeroPadRow} from '../../presets/layer-row';
import {imageShape} from './check-shapes';
import type {LayerKind} from './layer-kind';

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
  make({name, padding: [[top, bottom], [left, right]]}) {
    return tfl.layers.zeroPadding2d({
      name,
      padding: [
        [top, bottom],
        [left, right],
      ],
    });
  },
  className: () => 'ZeroPadding2D',
  classes: {ZeroPadding2D: {}},
  weights: {},
};
