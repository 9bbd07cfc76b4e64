import {checksFor} from '../core/check';
import {detectFormat} from './detect-format';
import {parseCaffeModel} from './caffe/parse-caffe-model';
import {parseNpz} from './numpy/parse-npz';
import {parseOnnx} from './onnx/parse-onnx';
import {parseSafetensors} from './safetensors/parse-safetensors';
import {parseTfjsModel} from './tfjs/parse-tfjs-model';
import {parseTorchCheckpoint} from './torch/parse-torch-checkpoint';
import {type ReadOptions} from './source-file';
import {type WeightFile, type WeightFormat} from './weight-file';

export interface ParseWeightFileOptions extends ReadOptions {
  /** Default: found out from the content, see {@link detectFormat}. */
  format?: WeightFormat;
  /** Where the bytes are a tfjs `model.json`: the contents of the weight files that it names, in its order. */
  weightBytes?: Uint8Array | ArrayBuffer | readonly (Uint8Array | ArrayBuffer)[];
}

const FORMATS: readonly WeightFormat[] = ['caffe', 'torch', 'safetensors', 'onnx', 'npz', 'tfjs'];

/** Reads a weight file of any known kind. A program that knows the kind loads less code with that kind's own reader. */
export function parseWeightFile(
  bytes: Uint8Array | ArrayBuffer,
  options: ParseWeightFileOptions = {},
): WeightFile {
  const format =
    options.format === undefined
      ? detectFormat(bytes, options.fileName)
      : checksFor('parseWeightFile').oneOf('format', options.format, FORMATS);
  switch (format) {
    case 'caffe':
      return parseCaffeModel(bytes, options);
    case 'torch':
      return parseTorchCheckpoint(bytes, options);
    case 'safetensors':
      return parseSafetensors(bytes, options);
    case 'onnx':
      return parseOnnx(bytes, options);
    case 'npz':
      return parseNpz(bytes, options);
    case 'tfjs':
      return parseTfjsModel(bytes, options.weightBytes, options);
  }
}
