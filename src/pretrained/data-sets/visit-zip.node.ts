import crc32 from 'crc-32';
import type {Entry, ZipFile} from 'yauzl';
import {show} from '../../core/check';
import {errorCode, ioError} from '../../disk/atomic-file.node.js';
import {AlexNetError} from '../../errors';
import {archiveError, ByteBudget, requireSafeEntry, type VisitArchiveOptions} from './archive-entry';

/** Bits of the attributes that tell the type of a file in Unix. */
const TYPE_MASK = 0o170000;
const [NOT_STATED, REGULAR, FOLDER] = [0, 0o100000, 0o040000];
/** Systems in the upper byte of `versionMadeBy` whose attributes are those of Unix: Unix, and macOS. */
const UNIX = [3, 19];

/** Visits the files of a zip archive on the disk one after the other, in the order of its directory. */
export async function visitZip(
  path: string,
  {maxBytes, visit, signal, onProgress}: VisitArchiveOptions,
): Promise<void> {
  const {openPromise} = await import('yauzl');
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, {autoClose: false});
    const budget = new ByteBudget(path, maxBytes);
    let done = 0;
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      const {fileName: name, uncompressedSize} = entry;
      requireSafeEntry(path, name, typeOf(entry));
      budget.spend(uncompressedSize, name);
      if (!name.endsWith('/')) {
        await visit({name, bytes: uncompressedSize, read: () => readEntry(path, zip as ZipFile, entry)});
      }
      done++;
      onProgress?.(done / zip.entryCount);
    }
  } catch (error) {
    throw translated(path, error, signal);
  } finally {
    zip?.close();
  }
}

function typeOf({fileName, versionMadeBy, externalFileAttributes}: Entry): 'file' | 'folder' | 'other' {
  const isFolder = fileName.endsWith('/');
  const type = UNIX.includes(versionMadeBy >> 8) ? (externalFileAttributes >>> 16) & TYPE_MASK : NOT_STATED;
  const isAsStated = type === NOT_STATED || type === (isFolder ? FOLDER : REGULAR);
  return isAsStated ? (isFolder ? 'folder' : 'file') : 'other';
}

async function* readEntry(path: string, zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  let checksum = 0;
  try {
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      const bytes = piece as Uint8Array;
      checksum = crc32.buf(bytes, checksum);
      yield bytes;
    }
  } catch (error) {
    throw translated(path, error);
  }
  if (checksum >>> 0 !== entry.crc32) {
    throw archiveError(path, {
      problem: `${show(entry.fileName)} does not have its checksum.`,
      expected: entry.crc32.toString(16),
      received: (checksum >>> 0).toString(16),
    });
  }
}

/** Errors of yauzl are about the archive, unless they are those of the system. */
function translated(path: string, error: unknown, signal?: AbortSignal): unknown {
  if (error instanceof AlexNetError || (signal?.aborted === true && error === signal.reason)) {
    return error;
  }
  return /^E[A-Z]+$/.test(errorCode(error) ?? '')
    ? ioError(`reading ${path}`, error)
    : archiveError(path, {
        problem: 'it cannot be unpacked.',
        expected: 'a zip archive',
        received: error instanceof Error ? error.message : String(error),
        cause: error,
      });
}
