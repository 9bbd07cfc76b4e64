import {resolvePretrained} from './pretrained-source';
import type {FileProvenance} from './download/ensure-file';
import type {WeightStore} from './stores/weight-store';
import {ensurePretrained, type PretrainedOptions} from './load-pretrained';
import type {PretrainedWeights} from '../presets/pretrained';
import {cacheDirectory} from './stores/cache-directory.node.js';
import {directoryStore} from './stores/directory-store.node.js';
import {nodeHasher} from './download/node-hasher.node.js';
import {pretrainedTable} from './pretrained-table.node.js';
import {proxyFetch} from './download/proxy-fetch.node.js';

/** Options of {@link downloadPretrained}. */
export interface DownloadPretrainedOptions extends Omit<PretrainedOptions, 'store'> {
  /** Folder in which files are kept. Default: `ALEXNET_CACHE`, else where the system keeps caches. */
  cache?: string;
}

/** A file of weights on the disk whose digest is right. */
export interface DownloadedWeights {
  path: string;
  weights: PretrainedWeights;
  from: FileProvenance;
}

/**
 * Downloads the file of published weights into the cache of this machine, or finds it there, and checks it.
 *
 * `ALEXNET_WEIGHTS_MIRROR`, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are heeded. What arrived of a download that broke
 * off, or was killed, is there for the next one.
 *
 * @example
 * const {path, weights} = await downloadPretrained('squeezenet1.1.imagenet1k-v1');
 */
export async function downloadPretrained(
  weights: string | PretrainedWeights,
  options: DownloadPretrainedOptions = {},
): Promise<DownloadedWeights> {
  const {key, store, ...rest} = await downloadToCache(weights, options);
  return {path: store.locate(key), ...rest};
}

/** {@link downloadPretrained} with the place in the store in place of a path. */
export async function downloadToCache(
  named: string | PretrainedWeights,
  {
    cache = cacheDirectory(),
    mirror = process.env.ALEXNET_WEIGHTS_MIRROR,
    ...options
  }: DownloadPretrainedOptions,
): Promise<{key: string; store: WeightStore; weights: PretrainedWeights; from: FileProvenance}> {
  const weights = resolvePretrained(named, await pretrainedTable());
  const store = directoryStore(cache);
  const {key, from} = await ensurePretrained(
    weights,
    {
      ...options,
      store,
      fetch: options.fetch ?? (await proxyFetch()),
      ...(mirror === undefined || mirror === '' ? {} : {mirror}),
    },
    {makeHasher: nodeHasher},
  );
  return {key, store, weights, from};
}
