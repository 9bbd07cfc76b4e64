import {PRETRAINED, type PretrainedWeights} from '../presets/pretrained';
import type {DownloadOptions, PretrainedPlatform} from './ensure-pretrained';
import {loadPretrainedOn, type PretrainedModel} from './load-pretrained-on';
import {cacheStorageStore, hasCacheStorage} from './stores/cache-storage-store';
import {memoryStore} from './stores/memory-store';
import type {WeightStore} from './stores/weight-store';

/** Options of {@link loadPretrained}. */
export interface PretrainedOptions extends DownloadOptions {
  /** Store of the files. Default: the browser's Cache Storage; without one, files are not kept. */
  store?: WeightStore;
}

/**
 * Downloads published weights, checks them by their digest, keeps them, and builds the network that they belong to.
 * `listPretrained()` names them; `PRETRAINED` of `tfjs-alexnet/presets` says whose they are and what they reach. A
 * record of your own does as well.
 *
 * A backend must be in use. In Node take the function of that name from `tfjs-alexnet/node`, which keeps files on the
 * disk.
 *
 * Pitfall: a page may only load from servers that allow it (CORS). Where the publisher's does not, put the file on your
 * own and pass it as `mirror`.
 *
 * @example
 * const {model, preprocessing} = await loadPretrained('squeezenet1.1.imagenet1k-v1');
 */
export async function loadPretrained(
  weights: string | PretrainedWeights,
  options: PretrainedOptions = {},
): Promise<PretrainedModel> {
  return loadPretrainedOn(await webPlatform(options), weights, options);
}

async function webPlatform({store}: PretrainedOptions): Promise<PretrainedPlatform> {
  const {makeHasher} = await import('./download/hasher');
  return {
    table: PRETRAINED,
    store: store ?? (hasCacheStorage() ? cacheStorageStore() : memoryStore()),
    storeOption: 'store',
    // A browser refuses its fetch as a method of anything but the global object.
    fetch: (input, init) => globalThis.fetch(input, init),
    makeHasher,
  };
}
