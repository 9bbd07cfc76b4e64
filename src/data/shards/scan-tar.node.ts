/**
 * Lists the files of a tar archive without unpacking it.
 *
 * Nothing is believed before it is checked: each header has a checksum, no file may reach beyond the end of the archive, and
 * names must stay inside the folder that somebody unpacks it into. Memory is bounded by the size of the archive: a header
 * is 512 bytes, and what it declares is counted, never allocated.
 */
import {createHash} from 'node:crypto';
import {Header} from 'tar/header';
import {Pax} from 'tar/pax';
import {show} from '../../core/check';
import {ChunkReader} from './chunk-reader.node.js';
import {shardError} from './shard-error';

/** A file in a tar archive. */
export interface TarFile {
  name: string;
  /** Position of its first byte in the archive. */
  offset: number;
  /** Its length in bytes. */
  size: number;
  /** Digest of its bytes, in hexadecimal. */
  sha256: string;
  /** Its text, for the short files that {@link scanTar} was asked for. */
  text: string | undefined;
}

/** Result of {@link scanTar}. */
export interface TarScan {
  files: TarFile[];
  /** Digest of the whole archive, in hexadecimal. */
  sha256: string;
}

/** Arguments of {@link scanTar}. */
export interface ScanTarOptions {
  /** Name of the archive in errors. */
  shard: string;
  /** Length of the archive. */
  bytes: number;
  /** Whether the text of a file of this name is wanted; only of files up to {@link MAX_TEXT_BYTES}. */
  isText: (name: string) => boolean;
  signal?: AbortSignal | undefined;
}

const BLOCK = 512;
/** A label is a number. */
export const MAX_TEXT_BYTES = 64;
/** Bytes of one extended header: long names, and times with fractions of a second. */
const MAX_EXTENDED_BYTES = 1 << 16;

const FILES = ['File', 'OldFile', 'ContiguousFile'];
const EXTENDED = ['ExtendedHeader', 'OldExtendedHeader'];
const LONG_PATHS = ['NextFileHasLongPath', 'OldGnuLongPath'];
const FOLDERS = ['Directory', 'GNUDumpDir'];

/** Lists the files of an archive and computes their digests, in one pass. */
export async function scanTar(chunks: AsyncIterable<Uint8Array>, options: ScanTarOptions): Promise<TarScan> {
  const {shard, bytes, isText, signal} = options;
  const whole = createHash('sha256');
  const reader = new ChunkReader(chunks, part => whole.update(part));
  const files: TarFile[] = [];
  const names = new Set<string>();
  let extended: Pax | undefined;
  let global: Pax | undefined;
  let longPath: string | undefined;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const at = reader.position;
      const block = await reader.take(BLOCK);
      if (block.length < BLOCK) {
        throw cutShort(shard, at + block.length, bytes);
      }
      if (block.every(byte => byte === 0)) {
        await requireZeros(reader, options);
        return {files, sha256: whole.digest('hex')};
      }
      const header = headerOf(block, at, shard, extended, global);
      const {type} = header;
      const {size = 0} = header;
      const name = (longPath ?? header.path ?? '').replace(/^(\.\/+)+/, '');
      if (!Number.isSafeInteger(size) || size > bytes - reader.position) {
        throw shardError(shard, {
          problem: `the entry ${show(name)} declares more bytes than the file has.`,
          expected: `at most ${bytes - reader.position} bytes`,
          received: `${size} bytes`,
        });
      }
      if (EXTENDED.includes(type) || type === 'GlobalExtendedHeader' || LONG_PATHS.includes(type)) {
        const text = await extendedText(reader, size, name, shard);
        if (LONG_PATHS.includes(type)) {
          longPath = text.replace(/\0[^]*$/, '');
        } else if (EXTENDED.includes(type)) {
          extended = Pax.parse(text, extended, false);
        } else {
          global = Pax.parse(text, global, true);
        }
        continue;
      }
      extended = undefined;
      longPath = undefined;
      requireSafeName(name, shard);
      if (FILES.includes(type)) {
        if (names.has(name)) {
          throw shardError(shard, {
            problem: `the entry ${show(name)} is there twice.`,
            expected: 'each name once',
            received: `again at byte ${at}`,
            fix: 'write the shard anew, with a key of its own for each photo',
          });
        }
        names.add(name);
        files.push(await readFile(reader, name, size, isText(name), shard));
      } else if (!FOLDERS.includes(type)) {
        throw shardError(shard, {
          problem: `the entry ${show(name)} is no file: ${describeType(type)}.`,
          expected: 'files only',
          received: header.linkpath === undefined ? type : `${type} ${show(header.linkpath)}`,
          fix: 'use shards of files only; never unpack archives with such entries that you did not make',
        });
      }
      await reader.pass(padding(size));
    }
  } finally {
    await reader.close();
  }
}

/** Bytes that fill the last block of a file. */
export function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function headerOf(
  block: Buffer,
  at: number,
  shard: string,
  extended: Pax | undefined,
  global: Pax | undefined,
): Header {
  let header: Header | undefined;
  try {
    header = new Header(block, 0, extended, global);
  } catch {
    // A number that cannot be one.
  }
  if (header?.cksumValid !== true) {
    throw shardError(shard, {
      problem: `there is no header of a tar archive at byte ${at}.`,
      expected: 'a block of 512 bytes with the right checksum',
      received: isGzip(block) ? 'a compressed file' : `bytes ${block.subarray(0, 8).toString('hex')}…`,
      fix: isGzip(block)
        ? 'unpack it: gunzip FILE; photos are compressed already'
        : 'copy or download it again, or write it anew',
    });
  }
  return header;
}

function isGzip(block: Buffer): boolean {
  return block[0] === 0x1f && block[1] === 0x8b;
}

async function readFile(
  reader: ChunkReader,
  name: string,
  size: number,
  isText: boolean,
  shard: string,
): Promise<TarFile> {
  const offset = reader.position;
  const digest = createHash('sha256');
  const parts: Uint8Array[] = [];
  const isKept = isText && size <= MAX_TEXT_BYTES;
  const there = await reader.pass(size, part => {
    digest.update(part);
    if (isKept) {
      parts.push(part);
    }
  });
  if (there < size) {
    throw cutShort(shard, offset + there, offset + size);
  }
  const text = isKept ? Buffer.concat(parts).toString('latin1') : undefined;
  return {name, offset, size, sha256: digest.digest('hex'), text};
}

async function extendedText(reader: ChunkReader, size: number, name: string, shard: string): Promise<string> {
  if (size > MAX_EXTENDED_BYTES) {
    throw shardError(shard, {
      problem: `the extended header ${show(name)} is too long.`,
      expected: `at most ${MAX_EXTENDED_BYTES} bytes`,
      received: `${size} bytes`,
    });
  }
  const text = (await reader.take(size)).toString('utf8');
  await reader.pass(padding(size));
  return text;
}

/** Other programs write to the path that an entry names: no shard with such a name is used at all. */
function requireSafeName(name: string, shard: string): void {
  const parts = name.split(/[\\/]/);
  const isAbsolute = /^([\\/]|[A-Za-z]:)/.test(name);
  if (name === '' || isAbsolute || parts.includes('..') || /\p{Cc}/u.test(name)) {
    throw shardError(shard, {
      problem: `the entry ${show(name)} has a name that leads out of the folder, or none.`,
      expected: 'names inside the archive, such as 000000017.jpg',
      received: show(name),
      fix: 'never unpack an archive with such a name that you did not make; write the shard anew',
    });
  }
}

/** Zeros follow the last file. Other readers would find other photos behind them. */
async function requireZeros(reader: ChunkReader, {shard, bytes}: ScanTarOptions): Promise<void> {
  let isZero = true;
  for (;;) {
    const part = await reader.some(Number.MAX_SAFE_INTEGER);
    if (part === undefined) {
      break;
    }
    isZero &&= part.every(byte => byte === 0);
  }
  if (!isZero) {
    throw shardError(shard, {
      problem: 'there are bytes behind the end of the archive.',
      expected: 'zeros only',
      received: `${bytes} bytes, not all of them in files`,
    });
  }
  if (reader.position !== bytes) {
    throw cutShort(shard, reader.position, bytes);
  }
}

function cutShort(shard: string, received: number, expected: number): Error {
  return shardError(shard, {
    problem: 'it is cut short: its end is missing.',
    expected: `${expected} bytes or more, with the mark of the end`,
    received: `${received} bytes`,
    fix: 'copy or download it again',
  });
}

function describeType(type: string): string {
  const words: Readonly<Record<string, string>> = {
    Link: 'a link',
    SymbolicLink: 'a link',
    CharacterDevice: 'a device',
    BlockDevice: 'a device',
    FIFO: 'a pipe',
    SparseFile: 'a sparse file',
    OldGnuSparse: 'a sparse file',
  };
  return words[type] ?? `an entry of another type (${type})`;
}
