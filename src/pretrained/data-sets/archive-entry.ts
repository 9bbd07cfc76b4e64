/** What readers of archives have in common: entries, and the rules that every entry must keep. */
import {show} from '../../core/check';
import {AlexNetError, type AlexNetErrorFields} from '../../errors';

/** A file in an archive. */
export interface ArchiveEntry {
  /** Its path in the archive, with '/'. */
  readonly name: string;
  /** Its length as the archive states it. */
  readonly bytes: number;
  /** Its content in pieces; throws where it is not as long as stated. */
  read(): AsyncIterable<Uint8Array>;
}

/** Arguments of a reader of archives. */
export interface VisitArchiveOptions {
  /** Bytes of all files together, at most. */
  maxBytes: number;
  /** Called for each file, one at a time; the next one waits for the promise. */
  visit: (entry: ArchiveEntry) => Promise<void>;
  signal?: AbortSignal;
  /** Called with the fraction of the archive that was read. */
  onProgress?: (fraction: number) => void;
}

/** An archive that cannot be unpacked, or must not be. */
export function archiveError(
  archive: string,
  fields: Pick<AlexNetErrorFields, 'problem' | 'expected' | 'received' | 'cause'> & {fix?: string},
): AlexNetError {
  return new AlexNetError({
    code: 'bad-data',
    where: archive,
    fix: 'delete the archive and download it again; never unpack one like this that you do not trust',
    ...fields,
  });
}

/** Refuses names that lead out of the folder, and whatever is neither a file nor a folder. */
export function requireSafeEntry(archive: string, name: string, type: 'file' | 'folder' | 'other'): void {
  const isSafe =
    name !== '' &&
    !/^([\\/]|[A-Za-z]:)/.test(name) &&
    !name.includes('\\') &&
    !/\p{Cc}/u.test(name) &&
    !name.split('/').includes('..');
  if (!isSafe) {
    throw archiveError(archive, {
      problem: 'an entry has a name that leads out of the folder, or none.',
      expected: 'paths inside the archive',
      received: show(name),
    });
  }
  if (type === 'other') {
    throw archiveError(archive, {
      problem: `the entry ${show(name)} is no file.`,
      expected: 'files and folders',
      received: 'a link or a device',
    });
  }
}

/** Adds up the lengths of the files, and refuses an archive that would fill the disk. */
export class ByteBudget {
  #left: number;

  constructor(
    private readonly archive: string,
    private readonly maxBytes: number,
  ) {
    this.#left = maxBytes;
  }

  spend(bytes: number, name: string): void {
    this.#left -= bytes;
    if (!(bytes >= 0 && this.#left >= 0)) {
      throw archiveError(this.archive, {
        problem: 'its files are longer than those of the data set.',
        expected: `at most ${this.maxBytes} bytes`,
        received: `more with ${show(name)}`,
      });
    }
  }
}
