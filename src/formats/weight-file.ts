import {type NamedArray} from '../core/named-array';

/** The kinds of weight files that can be read. A single `.npy` counts as `npz`, `.pt` and `.pth` of any age as `torch`. */
export type WeightFormat = 'caffe' | 'torch' | 'safetensors' | 'onnx' | 'npz' | 'hdf5' | 'tfjs';

/**
 * What every reader returns.
 *
 * Pitfall: nothing is renamed or transposed here. A convolution's kernel from PyTorch is still
 * [output, input, height, width] and a name still begins with `module.` when the file was saved from `DataParallel`;
 * the key maps turn both into this library's.
 */
export interface WeightFile {
  format: WeightFormat;
  /**
   * Names and axis order exactly as in the file, in the file's order. Values of any dtype (half, double, whole
   * numbers) as float32; each array owns its memory, so the file's bytes can be let go.
   */
  arrays: NamedArray[];
  /** Texts that the file carries beside the arrays: safetensors' `__metadata__`, a checkpoint's `epoch`, ONNX's producer. */
  metadata: Record<string, string>;
  /** What the file holds and was not read, each with the reason: `args (argparse.Namespace)`. Absent where all of it was. */
  skipped?: string[];
}
