import {PREPROCESSING_KEY} from '../weights/carried-preprocessing';
import type {WeightFile, WeightFormat} from '../weights/weight-file';

/** Options of {@link readWeights}. */
export interface ReadWeightsOptions {
  /** Default: found out from the content. */
  format?: WeightFormat;
  /** Named in errors. */
  fileName?: string;
}

/** Reads a weight file from bytes. The readers are loaded when the first file is read, not before. */
export async function readWeights(
  bytes: Uint8Array | ArrayBuffer,
  options: ReadWeightsOptions = {},
): Promise<WeightFile> {
  const {parseWeightFile} = await import('../weights/parse-weight-file');
  const file = parseWeightFile(bytes, options);
  return file.format === 'npz' ? withTexts(file) : file;
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
