import * as tfl from '@tensorflow/tfjs-layers';
import {requireModel} from './require-model';

/**
 * Returns the classifier without its softmax: the model itself where it ends in a linear layer, undefined where
 * the softmax is inside the last layer and its input cannot be reached. Shares its weights with the whole.
 */
export function logitsModel(model: tfl.LayersModel): tfl.LayersModel | undefined {
  requireModel('logitsModel', model);
  const last = model.layers[model.layers.length - 1];
  if (last === undefined) {
    return undefined;
  }
  const {activation} = last.getConfig();
  const type = last.getClassName();
  if (type === 'Softmax' || (type === 'Activation' && activation === 'softmax')) {
    return tfl.model({inputs: model.inputs, outputs: last.input, name: `${model.name}-logits`});
  }
  return activation === 'linear' ? model : undefined;
}
