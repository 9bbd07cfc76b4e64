import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import type {Parser, ReadEntry} from 'tar';
import {show} from '../../core/check';
import {errorCode, ioError} from '../../disk/atomic-file.node.js';
import {AlexNetError} from '../../errors';
import {archiveError, ByteBudget, requireSafeEntry, type VisitArchiveOptions} from './archive-entry';

const FILES = ['File', 'OldFile', 'ContiguousFile'];
const FOLDERS = ['Directory', 'GNUDumpDir'];
/** Bytes of an extended header, which is held in memory: long names. */
const MAX_HEADER_BYTES = 1 << 16;
/** Headers and padding of the files, which come on top of their bytes. */
const OVERHEAD_BYTES = 1 << 20;

/** Visits the files of a compressed tar archive (`.tar.gz`) on the disk one after the other, in their order. */
export async function visitTar(
  path: string,
  {maxBytes, visit, signal, onProgress}: VisitArchiveOptions,
): Promise<void> {
  // The pipeline reports that it was aborted, not why, and perhaps before the last visit has ended.
  let work: Promise<void> | undefined;
  try {
    const {size} = await stat(path);
    const {Parser} = await import('tar');
    const source = createReadStream(path, {highWaterMark: 1 << 18});
    await pipeline(
      source,
      createGunzip(),
      (pieces: AsyncIterable<Uint8Array>) => {
        const feed = new Feed(path, Parser, {maxBytes, visit});
        work = feedAll(pieces, feed, path, maxBytes, () => {
          onProgress?.(size === 0 ? 1 : source.bytesRead / size);
        });
        return work;
      },
      {signal},
    );
  } catch (error) {
    const cause: unknown = await (work ?? Promise.reject(error as Error)).then(
      () => error,
      (failure: unknown) => failure,
    );
    signal?.throwIfAborted();
    throw translated(path, isAbort(cause) ? error : cause);
  }
}

/** Whether an error only says that another one ended the pipeline. */
function isAbort(error: unknown): boolean {
  return errorCode(error) === 'ABORT_ERR';
}

async function feedAll(
  pieces: AsyncIterable<Uint8Array>,
  feed: Feed,
  path: string,
  maxBytes: number,
  onPiece: () => void,
): Promise<void> {
  // Counts what is between the files, too: zeros without an end compress well.
  const budget = new ByteBudget(path, maxBytes + OVERHEAD_BYTES);
  try {
    for await (const piece of pieces) {
      budget.spend(piece.length, 'what follows');
      await feed.write(piece);
      onPiece();
    }
    await feed.end();
  } catch (error) {
    await feed.abort(error);
    throw error;
  }
}

/** Passes bytes to the parser, and waits until the visitor has taken the files in them. */
class Feed {
  readonly #parser: Parser;
  readonly #failure: Promise<never>;
  #fail: (error: unknown) => void = () => undefined;
  #visits: Promise<void> = Promise.resolve();
  #entry: ReadEntry | undefined;
  #isAborted = false;

  constructor(
    path: string,
    ParserClass: typeof Parser,
    {maxBytes, visit}: Pick<VisitArchiveOptions, 'maxBytes' | 'visit'>,
  ) {
    this.#failure = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    // Handled where it is awaited, which may be later.
    this.#failure.catch(() => undefined);
    const budget = new ByteBudget(path, maxBytes);
    const take = async (entry: ReadEntry): Promise<void> => {
      if (this.#isAborted) {
        return;
      }
      this.#entry = entry;
      // Without a listener, the error with which a visit is ended would be thrown.
      entry.on('error', () => undefined);
      const {path: name, type, size} = entry;
      const isFile = FILES.includes(type);
      requireSafeEntry(path, name, isFile ? 'file' : FOLDERS.includes(type) ? 'folder' : 'other');
      budget.spend(size, name);
      if (isFile) {
        await visit({name, bytes: size, read: () => readWhole(path, entry)});
      }
      // What the visitor did not read; harmless where it did.
      entry.resume();
    };
    const onEntry = (entry: ReadEntry): void => {
      // The parser hands over the next file when all of this one has been read, which is before its visit ends.
      this.#visits = this.#visits
        .then(() => take(entry))
        .catch((error: unknown) => {
          this.#isAborted = true;
          this.#fail(error);
        });
    };
    this.#parser = new ParserClass({strict: true, maxMetaEntrySize: MAX_HEADER_BYTES});
    this.#parser.on('entry', onEntry).on('ignoredEntry', onEntry).on('error', this.#fail);
  }

  async write(piece: Uint8Array): Promise<void> {
    if (!this.#parser.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length))) {
      const drained = new Promise<void>(resolve => {
        this.#parser.once('drain', resolve);
      });
      await Promise.race([drained, this.#failure]);
    }
    await this.#throwFailure();
  }

  async end(): Promise<void> {
    const ended = new Promise<void>(resolve => {
      this.#parser.once('end', resolve);
    });
    this.#parser.end();
    await Promise.race([ended, this.#failure]);
    await Promise.race([this.#visits, this.#failure]);
    await this.#throwFailure();
  }

  /** Ends the visit of a file whose end will never come, and waits for it. */
  async abort(error: unknown): Promise<void> {
    this.#isAborted = true;
    this.#entry?.destroy(error instanceof Error ? error : new Error(String(error)));
    await this.#visits;
  }

  async #throwFailure(): Promise<void> {
    await Promise.race([this.#failure, Promise.resolve()]);
  }
}

/** The content of a file. The parser ends one that is cut short, or stopped, as if it were whole. */
async function* readWhole(path: string, entry: ReadEntry): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of entry as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    yield piece;
  }
  if (bytes !== entry.size) {
    throw archiveError(path, {
      problem: `${show(entry.path)} is cut short.`,
      expected: `${entry.size} bytes`,
      received: `${bytes} bytes`,
    });
  }
}

/** Errors of zlib and tar are about the archive, unless they are those of the system. */
function translated(path: string, error: unknown): unknown {
  if (error instanceof AlexNetError) {
    return error;
  }
  return /^E[A-Z]+$/.test(errorCode(error) ?? '')
    ? ioError(`reading ${path}`, error)
    : archiveError(path, {
        problem: 'it cannot be unpacked.',
        expected: 'a compressed tar archive',
        received: error instanceof Error ? error.message : String(error),
        cause: error,
      });
}
