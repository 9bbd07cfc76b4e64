import {checksFor} from '../core/check';
import {requireFields} from '../core/structured-argument';
import type {ParseOnnxOptions} from './onnx/external-files';
import {SourceFile} from './source-file';
import type {WeightFile, WeightFormat} from './weight-file';

/** Options of {@link parseWeightFile}. */
export interface ParseWeightFileOptions extends ParseOnnxOptions {
  /** Default: found from the content, and from the ending of `fileName` where the content does not tell. */
  format?: WeightFormat;
  /** For a tfjs `model.json` and a `.safetensors.index.json`: the contents of the files that it names, in its order. */
  weightBytes?: Uint8Array | ArrayBuffer | readonly (Uint8Array | ArrayBuffer)[];
}

type Reader = (bytes: Uint8Array | ArrayBuffer, options: ParseWeightFileOptions) => WeightFile;

/** Each reader is a module of its own, which a page fetches when the first file of its format is read. */
const READERS: Readonly<Record<WeightFormat, () => Promise<Reader>>> = {
  caffe: async () => (await import('./caffe/parse-caffe-model')).parseCaffeModel,
  torch: async () => (await import('./torch/parse-torch-checkpoint')).parseTorchCheckpoint,
  safetensors: async () => {
    const [{parseSafetensors}, {isSafetensorsIndex, parseSafetensorsIndex}] = await Promise.all([
      import('./safetensors/parse-safetensors'),
      import('./safetensors/parse-safetensors-index'),
    ]);
    return (bytes, {weightBytes = [], ...options}) =>
      isSafetensorsIndex(new SourceFile('parseWeightFile', bytes, options).bytes)
        ? parseSafetensorsIndex(
            bytes,
            weightBytes instanceof ArrayBuffer || weightBytes instanceof Uint8Array
              ? [weightBytes]
              : weightBytes,
            options,
          )
        : parseSafetensors(bytes, options);
  },
  onnx: async () => (await import('./onnx/parse-onnx')).parseOnnx,
  npz: async () => (await import('./numpy/parse-npz')).parseNpz,
  hdf5: async () => (await import('./hdf5/parse-hdf5')).parseHdf5,
  tfjs: async () => {
    const {parseTfjsModel} = await import('./tfjs/parse-tfjs-model');
    return (bytes, {weightBytes, ...options}) => parseTfjsModel(bytes, weightBytes, options);
  },
};

/**
 * Reads a weight file of any known format. The code that reads the format is loaded when it is needed.
 *
 * @example
 * const {format, arrays} = await parseWeightFile(await readFile('squeezenet1_1.pth'));
 */
export async function parseWeightFile(
  bytes: Uint8Array | ArrayBuffer,
  options: ParseWeightFileOptions = {},
): Promise<WeightFile> {
  requireFields('parseWeightFile', 'options', options, {
    what: 'an object with options',
    fields: [],
    fix: "pass an object, or nothing: {format: 'npz'}",
  });
  const {format, ...rest} = options;
  const kind =
    format === undefined
      ? (await import('./detect-format')).detectFormat(bytes, options.fileName)
      : checksFor('parseWeightFile').oneOf('format', format, Object.keys(READERS) as WeightFormat[]);
  const read = await READERS[kind]();
  return read(bytes, rest);
}
