import * as tfl from '@tensorflow/tfjs-layers';
import type {FlattenRow} from '../../presets/layer-row';
import {imageShape} from './check-shapes';
import type {LayerKind} from './layer-kind';

/** An image as one row of numbers. */
export const flatten: LayerKind<FlattenRow, 'Flatten'> = {
  plan(_, [input], {where}) {
    const [height, width, channels] = imageShape(where, input);
    return {outputShape: [height * width * channels], parameters: 0, multiplyAdds: 0};
  },
  make: ({name}) => tfl.layers.flatten({name}),
  className: () => 'Flatten',
  classes: {Flatten: {}},
  weights: {},
  keepsClasses: true,
};
