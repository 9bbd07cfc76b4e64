import * as tfl from '@tensorflow/tfjs-layers';
import type {BatchNormRow} from '../../presets/layer-row';
import {channelsOf, sameShape} from './check-shapes';
import type {LayerKind} from './layer-kind';

/** Batch normalization over the last axis. */
export const batchNorm: LayerKind<BatchNormRow, 'BatchNormalization'> = {
  plan: ({affine = true}, inputs) => ({
    ...sameShape(inputs),
    parameters: (affine ? 4 : 2) * channelsOf(inputs[0]),
  }),
  make({name, epsilon = 1e-5, momentum = 0.9, affine = true}) {
    return tfl.layers.batchNormalization({name, epsilon, momentum, center: affine, scale: affine});
  },
  className: () => 'BatchNormalization',
  classes: {BatchNormalization: {keepsOrder: true, isPointwise: true, movesStatistics: true}},
  weights: {gamma: 'scale', beta: 'offset', moving_mean: 'mean', moving_variance: 'variance'},
};
