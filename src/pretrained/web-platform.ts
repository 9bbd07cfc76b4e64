import {PRETRAINED} from '../presets/pretrained';
import type {PretrainedPlatform} from './ensure-pretrained';
import {cacheStorageStore, hasCacheStorage} from './stores/cache-storage-store';
import {memoryStore} from './stores/memory-store';
import type {WeightStore} from './stores/weight-store';

/** The platform of a page or of its worker: the browser's Cache Storage, where there is one. */
export async function webPlatform({store}: {store?: WeightStore} = {}): Promise<PretrainedPlatform> {
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
