import type {PretrainedWeights} from '../presets/pretrained';
import {loadPretrainedOn, type PretrainedModel} from './load-pretrained-on';
import {nodePlatform, type DownloadPretrainedOptions} from './node-platform.node.js';

/**
 * Downloads published weights into the cache of this machine, or finds them there, checks them by their digest, and
 * builds the network that they belong to. A backend must be in use.
 *
 * @example
 * await chooseBackend();
 * const {model, preprocessing} = await loadPretrained('squeezenet1.1.imagenet1k-v1');
 * const photos = await openPhotos(await photoFolder('photos'), preprocessing);
 * const [{top}] = await predictImages(model, photos, {preprocessing});
 */
export async function loadPretrained(
  weights: string | PretrainedWeights,
  options: DownloadPretrainedOptions = {},
): Promise<PretrainedModel> {
  return loadPretrainedOn(await nodePlatform(options), weights, options);
}
