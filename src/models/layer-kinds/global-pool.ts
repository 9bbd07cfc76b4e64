import * as tfl from '@tensorflow/tfjs-layers';
import type {GlobalAvgPoolRow, GlobalMaxPoolRow} from '../../presets/layer-row';
import {imageShape} from './check-shapes';
import type {LayerKind, PlanContext, RowSizes} from './layer-kind';

/** The average of each channel. */
export const globalAvgPool: LayerKind<GlobalAvgPoolRow, 'GlobalAveragePooling2D'> = {
  plan,
  make: ({name}) => tfl.layers.globalAveragePooling2d({name}),
  className: () => 'GlobalAveragePooling2D',
  classes: {GlobalAveragePooling2D: {}},
  weights: {},
  keepsClasses: true,
};

/** The largest value of each channel. */
export const globalMaxPool: LayerKind<GlobalMaxPoolRow, 'GlobalMaxPooling2D'> = {
  plan,
  make: ({name}) => tfl.layers.globalMaxPooling2d({name}),
  className: () => 'GlobalMaxPooling2D',
  classes: {GlobalMaxPooling2D: {}},
  weights: {},
  keepsClasses: true,
};

function plan(_: unknown, [input]: readonly (readonly number[])[], {where}: PlanContext): RowSizes {
  const [, , channels] = imageShape(where, input);
  return {outputShape: [channels], parameters: 0, multiplyAdds: 0};
}
