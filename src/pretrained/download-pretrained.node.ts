import type {PretrainedWeights} from '../presets/pretrained';
import type {FileProvenance} from './download/ensure-file';
import {ensurePretrained} from './ensure-pretrained';
import {nodePlatform, type DownloadPretrainedOptions} from './node-platform.node.js';

/** A file of weights on the disk, with the expected digest. */
export interface DownloadedWeights {
  path: string;
  weights: PretrainedWeights;
  from: FileProvenance;
}

/**
 * Downloads the file of published weights into the cache of this machine, or finds it there, and checks it.
 *
 * `ALEXNET_WEIGHTS_MIRROR`, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are used. Interrupted downloads resume.
 *
 * @example
 * const {path, weights} = await downloadPretrained('squeezenet1.1.imagenet1k-v1');
 */
export async function downloadPretrained(
  named: string | PretrainedWeights,
  options: DownloadPretrainedOptions = {},
): Promise<DownloadedWeights> {
  const {weights, store, key, from} = await ensurePretrained(named, options, await nodePlatform(options));
  return {path: store.locate(key), weights, from};
}
