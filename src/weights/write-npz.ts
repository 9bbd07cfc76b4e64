import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import {carryPreprocessing} from '../formats/carried-preprocessing';
import {encodeNpz} from '../formats/numpy/encode-npz';
import {exportWeights, type ExportWeightsOptions} from './export-weights';

/** Options of {@link writeNpz}. */
export interface WriteNpzOptions extends ExportWeightsOptions {
  /** Preprocessing, saved as a member of the archive. Default: none. */
  preprocessing?: Preprocessing;
}

/**
 * The weights of a model as the bytes of a `.npz` file, ready for Caffe unless other names are asked for: `conv1/0` is the
 * kernel of conv1 in Caffe's layout, `conv1/1` its bias.
 *
 * @example
 * await writeFile('alexnet.npz', await writeNpz(model));
 * // Python: for name, blobs in net.params.items():
 * //             for i, blob in enumerate(blobs): blob.data[...] = npz[f'{name}/{i}']
 */
export async function writeNpz(
  model: tfl.LayersModel,
  {preprocessing, keys = 'caffe', ...options}: WriteNpzOptions = {},
): Promise<Uint8Array> {
  return encodeNpz(await exportWeights(model, {...options, keys}), carryPreprocessing(preprocessing));
}
