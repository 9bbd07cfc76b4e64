import {nodeHasher} from './download/node-hasher.node.js';
import {proxyFetch} from './download/proxy-fetch.node.js';
import type {DownloadOptions, PretrainedPlatform} from './ensure-pretrained';
import {pretrainedTable} from './pretrained-table.node.js';
import {cacheDirectory} from './stores/cache-directory.node.js';
import {directoryStore} from './stores/directory-store.node.js';

/** Options of {@link downloadPretrained}, and of `loadPretrained` in Node. */
export interface DownloadPretrainedOptions extends DownloadOptions {
  /** Folder in which files are kept. Default: `ALEXNET_CACHE`, else where the system keeps caches. */
  cache?: string;
}

/** The platform Node: a cache on the disk, proxies, a table of weights and a mirror that the environment names. */
export async function nodePlatform({
  cache = cacheDirectory(),
}: DownloadPretrainedOptions): Promise<PretrainedPlatform> {
  const mirror = process.env.ALEXNET_WEIGHTS_MIRROR;
  return {
    table: await pretrainedTable(),
    store: directoryStore(cache),
    storeOption: 'cache',
    fetch: await proxyFetch(),
    makeHasher: nodeHasher,
    mirror: mirror === '' ? undefined : mirror,
  };
}
