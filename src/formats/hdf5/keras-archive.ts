import {readZip} from '../read-zip';
import {SourceFile, type ReadOptions} from '../source-file';

/** The entry with the weights in a `.keras` archive. */
export const KERAS_WEIGHTS = 'model.weights.h5';

/** Returns the weights in a `.keras` archive; the file itself where it is none. */
export function openKerasArchive(file: SourceFile, reader: string, options: ReadOptions): SourceFile {
  if (file.bytes[0] !== 0x50 || file.bytes[1] !== 0x4b) {
    return file;
  }
  const weights = readZip(file).find(({name}) => name === KERAS_WEIGHTS);
  return weights === undefined ? file : new SourceFile(reader, weights.read(), options);
}
