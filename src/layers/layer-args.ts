import type * as tfl from '@tensorflow/tfjs-layers';
import type {KnownOptions} from '../core/check-options';

/** The arguments that every layer of tfjs takes: name, inputShape, trainable and so on. */
export type LayerArgs = ConstructorParameters<typeof tfl.layers.Layer>[0];

/** Names of these arguments, for the check of a layer's options. */
export const LAYER_OPTIONS: KnownOptions<NonNullable<LayerArgs>> = {
  inputShape: true,
  batchInputShape: true,
  batchSize: true,
  dtype: true,
  name: true,
  trainable: true,
  weights: true,
  inputDType: true,
};

/** The shape, also where tfjs passes a list of one. */
export function singleShape(shape: tfl.Shape | tfl.Shape[]): tfl.Shape {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as tfl.Shape;
}
