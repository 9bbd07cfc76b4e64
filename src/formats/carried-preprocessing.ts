import {parsePreprocessing, serializePreprocessing, type Preprocessing} from '../core/preprocessing';

/** Key of the preprocessing in the metadata of weight files. */
export const PREPROCESSING_KEY = 'tfjs-alexnet.preprocessing';

/** The preprocessing as metadata for a weight file; empty for undefined. */
export function carryPreprocessing(preprocessing: Preprocessing | undefined): Record<string, string> {
  return preprocessing === undefined ? {} : {[PREPROCESSING_KEY]: serializePreprocessing(preprocessing)};
}

/** The preprocessing in a weight file's metadata, if there is one. `file` names the file in an error. */
export function carriedPreprocessing(
  metadata: Readonly<Record<string, string>>,
  file: string,
): Preprocessing | undefined {
  const text = metadata[PREPROCESSING_KEY];
  return text === undefined ? undefined : parsePreprocessing(text, `${file}, ${PREPROCESSING_KEY}`);
}
