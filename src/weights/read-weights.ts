import {checksFor} from '../core/check';
import {PREPROCESSING_KEY} from '../formats/carried-preprocessing';
import type {ReadOptions} from '../formats/source-file';
import type {WeightFile, WeightFormat} from '../formats/weight-file';

/** Options of {@link readWeights}. */
export interface ReadWeightsOptions extends ReadOptions {
  /** Default: found out from the content. */
  format?: WeightFormat;
}

type Reader = (bytes: Uint8Array | ArrayBuffer, options: ReadOptions) => WeightFile;

/** Each is code of its own, which a page fetches when the first file of its kind is read. */
const READERS: Readonly<Record<WeightFormat, () => Promise<Reader>>> = {
  caffe: async () => (await import('../formats/caffe/parse-caffe-model')).parseCaffeModel,
  torch: async () => (await import('../formats/torch/parse-torch-checkpoint')).parseTorchCheckpoint,
  safetensors: async () => (await import('../formats/safetensors/parse-safetensors')).parseSafetensors,
  onnx: async () => (await import('../formats/onnx/parse-onnx')).parseOnnx,
  npz: async () => (await import('../formats/numpy/parse-npz')).parseNpz,
  tfjs: async () => {
    const {parseTfjsModel} = await import('../formats/tfjs/parse-tfjs-model');
    return (bytes, options) => parseTfjsModel(bytes, undefined, options);
  },
};

/** Reads a weight file from bytes. The reader of its kind is loaded then, not before. */
export async function readWeights(
  bytes: Uint8Array | ArrayBuffer,
  {format, ...options}: ReadWeightsOptions = {},
): Promise<WeightFile> {
  const kind =
    format === undefined
      ? (await import('../formats/detect-format')).detectFormat(bytes, options.fileName)
      : checksFor('readWeights').oneOf('format', format, Object.keys(READERS) as WeightFormat[]);
  const read = await READERS[kind]();
  const file = read(bytes, options);
  return kind === 'npz' ? withTexts(file) : file;
}

/** An `.npz` file has no place for texts: what this library put into it as an array of bytes becomes one again. */
function withTexts(file: WeightFile): WeightFile {
  const carried = file.arrays.find(({name}) => name === PREPROCESSING_KEY);
  if (carried === undefined) {
    return file;
  }
  const text = new TextDecoder().decode(Uint8Array.from(carried.data));
  return {
    ...file,
    arrays: file.arrays.filter(array => array !== carried),
    metadata: {...file.metadata, [PREPROCESSING_KEY]: text},
  };
}
