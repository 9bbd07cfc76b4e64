import type {AlexNetError} from '../../errors';
import type {ByteReader} from '../byte-reader';

/** The error for a pickle whose instructions do not fit together. */
export function brokenPickle(reader: ByteReader, expected: string, received: string): AlexNetError {
  return reader.file.damaged({
    problem: `${reader.what} is broken (before byte ${reader.position}).`,
    expected,
    received,
  });
}
