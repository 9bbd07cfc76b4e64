import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import {carryPreprocessing} from '../formats/carried-preprocessing';
import type {FloatType} from '../formats/encode-floats';
import {encodeSafetensors} from '../formats/safetensors/encode-safetensors';
import {EXPORT_LAYOUTS, exportWeights, type ExportWeightsOptions} from './export-weights';

/** Options of {@link writeSafetensors}. */
export interface WriteSafetensorsOptions extends ExportWeightsOptions {
  /** Preprocessing, saved in the file's metadata. Default: none. */
  preprocessing?: Preprocessing;
  /** How numbers are written. Default float32, which keeps them exactly. */
  dtype?: FloatType;
}

/**
 * The weights of a model as the bytes of a `.safetensors` file.
 *
 * @example
 * await writeFile('alexnet.safetensors', await writeSafetensors(model, {keys: 'torchvision', preprocessing}));
 * // Python: net.load_state_dict(safetensors.torch.load_file('alexnet.safetensors'))
 */
export async function writeSafetensors(
  model: tfl.LayersModel,
  {preprocessing, dtype, ...options}: WriteSafetensorsOptions = {},
): Promise<Uint8Array> {
  const layout = EXPORT_LAYOUTS[options.keys ?? 'own'];
  return encodeSafetensors(await exportWeights(model, options), {
    dtype,
    metadata: {
      // What PyTorch's tools look for; a file in this library's own layout is none of theirs.
      format: layout === 'channels-first' ? 'pt' : 'tfjs-alexnet',
      ...carryPreprocessing(preprocessing),
    },
  });
}
