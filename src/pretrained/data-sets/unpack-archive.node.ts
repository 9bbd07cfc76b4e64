import {createHash} from 'node:crypto';
import {open, writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {extname, join} from 'node:path';
import {show} from '../../core/check';
import {ioError} from '../../disk/atomic-file.node.js';
import {sha256Of} from '../../disk/digest.node.js';
import {makeDirectory} from '../../disk/make-directory.node.js';
import {syncHandle} from '../../disk/sync-handle.node.js';
import type {DataSetArchive} from '../../presets/data-sets';
import {archiveError, type ArchiveEntry} from './archive-entry';
import type {DataSetContents, LeftOutFile, RecordedFile} from './data-set-record.node.js';
import {visitTar} from './visit-tar.node.js';
import {visitZip} from './visit-zip.node.js';

/** Arguments of {@link unpackArchive}. */
export interface UnpackArchiveOptions {
  archive: DataSetArchive;
  /** New folder that the files are written to. */
  directory: string;
  /** Tells why a photo cannot be used; undefined where it can. Left out where the files are no photos. */
  checkPhoto?: (bytes: Uint8Array) => Promise<string | undefined>;
  signal?: AbortSignal;
  /** Called with the fraction of the archive that was read. */
  onProgress?: (fraction: number) => void;
}

/** Bytes of a photo, which is held in memory while it is checked. */
const MAX_PHOTO_BYTES = 1 << 25;

/**
 * Writes the files of a data set that are in an archive, one at a time; photos that cannot be used are left out. An archive
 * with an entry that leads out of its folder is refused as a whole, as are links, and archives that are longer than the
 * data set.
 */
export async function unpackArchive(
  path: string,
  {archive, directory, checkPhoto, signal, onProgress}: UnpackArchiveOptions,
): Promise<DataSetContents> {
  const files: RecordedFile[] = [];
  const skipped: LeftOutFile[] = [];
  const taken = new Set<string>();
  const checks = new Checks(availableParallelism() + 1);
  for (const folder of Object.values(archive.folders)) {
    await makeDirectory(join(directory, folder));
  }
  const visit = async (entry: ArchiveEntry): Promise<void> => {
    const target = targetOf(entry.name, archive);
    if (target === undefined) {
      return;
    }
    const key = target.toLowerCase();
    if (taken.has(key)) {
      throw archiveError(path, {
        problem: `the entry ${show(entry.name)} is there twice.`,
        expected: 'each file once',
        received: `a second ${show(target)}`,
      });
    }
    taken.add(key);
    const file = join(directory, ...target.split('/'));
    if (checkPhoto === undefined) {
      files.push({path: target, ...(await writeStreamed(file, entry))});
      return;
    }
    const bytes = await readPhoto(path, entry);
    await checks.start(async () => {
      const reason = bytes.length === 0 ? 'It is empty.' : await checkPhoto(bytes);
      if (reason === undefined) {
        await writeFile(file, bytes, {flag: 'wx'}).catch((error: unknown) => {
          throw ioError(`writing ${file}`, error);
        });
        files.push({path: target, bytes: bytes.length, sha256: sha256Of(bytes)});
      } else {
        skipped.push({file: entry.name, reason});
      }
    });
  };
  const visitArchive = archive.format === 'zip' ? visitZip : visitTar;
  try {
    await visitArchive(path, {maxBytes: archive.maxBytes, visit, signal, onProgress});
  } finally {
    // Nothing may still be written when the folder is removed after an error.
    await checks.settle();
  }
  await checks.end();
  for (const [from, to] of Object.entries(archive.folders)) {
    if (!files.some(file => file.path.startsWith(to === '' ? '' : `${to}/`))) {
      throw archiveError(path, {
        problem: 'it is not the archive of this data set.',
        expected: `files in ${from}`,
        received: 'none that can be used',
      });
    }
  }
  const byPath = (a: string, b: string): number => (a < b ? -1 : 1);
  files.sort((a, b) => byPath(a.path, b.path));
  skipped.sort((a, b) => byPath(a.file, b.file));
  return {files, skipped};
}

/** The path inside the data set of an entry; undefined for those that do not belong to it. */
function targetOf(name: string, {folders, extensions}: DataSetArchive): string | undefined {
  const at = name.lastIndexOf('/');
  const folder = Object.hasOwn(folders, name.slice(0, Math.max(0, at)))
    ? folders[name.slice(0, Math.max(0, at))]
    : undefined;
  const file = name.slice(at + 1);
  if (folder === undefined || file.startsWith('.') || !extensions.includes(extname(file).toLowerCase())) {
    return undefined;
  }
  return folder === '' ? file : `${folder}/${file}`;
}

async function readPhoto(path: string, entry: ArchiveEntry): Promise<Uint8Array> {
  if (entry.bytes > MAX_PHOTO_BYTES) {
    throw archiveError(path, {
      problem: `the photo ${show(entry.name)} is too large.`,
      expected: `at most ${MAX_PHOTO_BYTES} bytes`,
      received: `${entry.bytes} bytes`,
    });
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of entry.read()) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function writeStreamed(file: string, entry: ArchiveEntry): Promise<Omit<RecordedFile, 'path'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(file, 'wx').catch((error: unknown) => {
    throw ioError(`writing ${file}`, error);
  });
  try {
    for await (const piece of entry.read()) {
      hash.update(piece);
      bytes += piece.length;
      await handle.writeFile(piece).catch((error: unknown) => {
        throw ioError(`writing ${file}`, error);
      });
    }
    await syncHandle(handle);
  } finally {
    await handle.close();
  }
  return {bytes, sha256: hash.digest('hex')};
}

/** Runs checks of photos, a few at a time, so that memory holds a few photos. */
class Checks {
  readonly #running = new Set<Promise<void>>();
  #failure: {error: unknown} | undefined;

  constructor(private readonly most: number) {}

  /** Starts a check when there is room; throws the error of an earlier one. */
  async start(check: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.most) {
      await Promise.race(this.#running);
    }
    this.#throwFailure();
    const run = check()
      .catch((error: unknown) => {
        this.#failure ??= {error};
      })
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /** Waits for all; never throws. */
  async settle(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Waits for all, and throws the first error. */
  async end(): Promise<void> {
    await this.settle();
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) {
      throw this.#failure.error;
    }
  }
}
