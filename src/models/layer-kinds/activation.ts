import * as tfl from '@tensorflow/tfjs-layers';
import type {ActivationRow} from '../../presets/layer-row';
import {sameShape} from './check-shapes';
import type {LayerKind, LayerTraits} from './layer-kind';

const VALUE_BY_VALUE: LayerTraits = {keepsOrder: true, isPointwise: true};

/** An activation as a layer of its own. */
export const activation: LayerKind<
  ActivationRow,
  'Activation' | 'ReLU' | 'LeakyReLU' | 'PReLU' | 'ELU' | 'ThresholdedReLU'
> = {
  plan: (_, inputs) => sameShape(inputs),
  make: row => tfl.layers.activation({name: row.name, activation: row.activation}),
  className: () => 'Activation',
  classes: {
    Activation: VALUE_BY_VALUE,
    ReLU: VALUE_BY_VALUE,
    LeakyReLU: VALUE_BY_VALUE,
    ELU: VALUE_BY_VALUE,
    ThresholdedReLU: VALUE_BY_VALUE,
    // Its slopes differ from place to place.
    PReLU: {keepsOrder: true},
  },
  weights: {},
  keepsClasses: true,
};
