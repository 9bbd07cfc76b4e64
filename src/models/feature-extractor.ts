import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {requireModel} from './require-model';

/**
 * Returns the layers of a model up to a given layer, as a model with that layer's output. The two share their weights.
 *
 * Pitfall: disposing of it disposes of the shared weights.
 *
 * @example
 * const fc7 = featureExtractor(model, 'fc7');
 * fc7.predict(photos); // [batch, 4096]: near vectors are similar photos (section 6.1)
 */
export function featureExtractor(model: tfl.LayersModel, layer: string): tfl.LayersModel {
  requireModel('featureExtractor', model);
  const names = model.layers.map(({name}) => name);
  checksFor(`featureExtractor of model "${model.name}"`).oneOf('layer', layer, names);
  return tfl.model({
    inputs: model.inputs,
    outputs: model.getLayer(layer).output,
    name: `${model.name}-${layer}`,
  });
}
