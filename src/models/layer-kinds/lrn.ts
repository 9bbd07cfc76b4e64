import {localResponseNormalization} from '../../layers/local-response-normalization';
import type {LRNRow} from '../../presets/layer-row';
import {imageShape, sameShape} from './check-shapes';
import type {LayerKind} from './layer-kind';

/** Local response normalization across channels. */
export const lrn: LayerKind<LRNRow, 'LocalResponseNormalization'> = {
  plan(_, inputs, {where}) {
    imageShape(where, inputs[0]);
    return sameShape(inputs);
  },
  make: ({name, depthRadius, bias, alpha, beta}) =>
    localResponseNormalization({name, depthRadius, bias, alpha, beta}),
  className: () => 'LocalResponseNormalization',
  classes: {LocalResponseNormalization: {isPointwise: true}},
  weights: {},
  leftOutBy: 'lrn',
};
