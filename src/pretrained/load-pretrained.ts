import type {PretrainedWeights} from '../presets/pretrained';
import type {DownloadOptions} from './ensure-pretrained';
import {loadPretrainedOn, type PretrainedModel} from './load-pretrained-on';
import type {WeightStore} from './stores/weight-store';
import {webPlatform} from './web-platform';

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
