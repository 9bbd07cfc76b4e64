/**
 * The one entry with a side effect: makes the classes of this library known to `tf.loadLayersModel`.
 *
 * @module tfjs-alexnet/register
 */
import {registerLayers} from './layers/register-layers';

registerLayers();

export {registerLayers};
