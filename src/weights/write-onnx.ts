import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import {requireModel} from '../models/require-model';
import {readModelWeights} from '../models/model-weights';
import {traceModel} from '../models/trace-model';
import {carryPreprocessing} from '../formats/carried-preprocessing';
import {encodeOnnx} from '../formats/onnx/encode-onnx';
import {onnxDocument} from '../definitions/onnx/onnx-document';

/** Options of {@link writeOnnx}. */
export interface WriteOnnxOptions {
  /** Preprocessing, saved in the file's metadata. Default: none. */
  preprocessing?: Preprocessing;
}

/**
 * A model as the bytes of an `.onnx` file, for onnxruntime and what else reads ONNX (operator set 13).
 *
 * Shapes: the file takes [batch, channels, height, width], as ONNX has it, under the name of the model's input (`data` in
 * the presets), and any number of images at a time; dropout is left out.
 *
 * Pitfall: the input is what the model takes, after the mean, scale and channel order of `preprocessing`.
 *
 * @example
 * await writeFile('alexnet.onnx', await writeOnnx(model, {preprocessing}));
 */
export async function writeOnnx(
  model: tfl.LayersModel,
  {preprocessing}: WriteOnnxOptions = {},
): Promise<Uint8Array> {
  requireModel('writeOnnx', model);
  const document = onnxDocument(model.name, traceModel(model), await readModelWeights(model));
  return encodeOnnx({...document, metadata: carryPreprocessing(preprocessing)});
}
