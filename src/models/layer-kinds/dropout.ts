import {steppedDropout} from '../../layers/stepped-dropout';
import type {DropoutRow} from '../../presets/layer-row';
import {sameShape} from './check-shapes';
import {seedFor} from './layer-arguments';
import type {LayerKind, LayerTraits} from './layer-kind';

const NOISE: LayerTraits = {isRandom: true, keepsOrder: true, isPointwise: true};

/** Dropout, and what else draws at random while a network is trained. */
export const dropout: LayerKind<
  DropoutRow,
  | 'SteppedDropout'
  | 'Dropout'
  | 'SpatialDropout1D'
  | 'SpatialDropout2D'
  | 'AlphaDropout'
  | 'GaussianDropout'
  | 'GaussianNoise'
> = {
  plan: (_, inputs) => sameShape(inputs),
  make: ({name, rate}, {dropout: usual, dropoutForAll, seed}) =>
    steppedDropout({name, rate: dropoutForAll ?? rate ?? usual, seed: seedFor('dropout', name, seed)}),
  className: () => 'SteppedDropout',
  classes: {
    SteppedDropout: NOISE,
    Dropout: NOISE,
    SpatialDropout1D: NOISE,
    SpatialDropout2D: NOISE,
    AlphaDropout: NOISE,
    GaussianDropout: NOISE,
    GaussianNoise: NOISE,
  },
  weights: {},
  keepsClasses: true,
};
