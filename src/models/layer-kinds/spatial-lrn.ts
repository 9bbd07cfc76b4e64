import {spatialResponseNormalization} from '../../layers/spatial-response-normalization';
import type {SpatialLRNRow} from '../../presets/layer-row';
import {imageShape, sameShape} from './check-shapes';
import type {LayerKind} from './layer-kind';

/** Local response normalization within each channel. */
export const spatialLrn: LayerKind<SpatialLRNRow, 'SpatialResponseNormalization'> = {
  plan(_, inputs, {where}) {
    imageShape(where, inputs[0]);
    return sameShape(inputs);
  },
  make: ({name, size, alpha, beta}) => spatialResponseNormalization({name, size, alpha, beta}),
  className: () => 'SpatialResponseNormalization',
  classes: {SpatialResponseNormalization: {}},
  weights: {},
  leftOutBy: 'lrn',
};
