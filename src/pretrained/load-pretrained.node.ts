import {readStored} from './download/ensure-file';
import {buildPretrained, type PretrainedModel} from './load-pretrained';
import type {PretrainedWeights} from '../presets/pretrained';
import {downloadToCache, type DownloadPretrainedOptions} from './download-pretrained.node.js';

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
  named: string | PretrainedWeights,
  options: DownloadPretrainedOptions = {},
): Promise<PretrainedModel> {
  const {key, store, weights, from} = await downloadToCache(named, options);
  return buildPretrained(weights, await readStored(key, store), from);
}
