import {parsePreprocessing, serializePreprocessing, type Preprocessing} from '../core/preprocessing';

/** Name under which the way of a photo into a network travels inside weight files. */
export const PREPROCESSING_KEY = 'tfjs-alexnet.preprocessing';

/** A preprocessing record as metadata for a weight file; none for undefined. */
export function carryPreprocessing(preprocessing: Preprocessing | undefined): Record<string, string> {
  return preprocessing === undefined ? {} : {[PREPROCESSING_KEY]: serializePreprocessing(preprocessing)};
}

/** The preprocessing record in a weight file's metadata; undefined where there is none. `file` names it in an error. */
export function carriedPreprocessing(
  metadata: Readonly<Record<string, string>>,
  file: string,
): Preprocessing | undefined {
  const text = metadata[PREPROCESSING_KEY];
  return text === undefined ? undefined : parsePreprocessing(text, `${file}, ${PREPROCESSING_KEY}`);
}
