/**
 * The directory of a zip archive, read with suspicion; the compression itself is fflate's.
 *
 * A zip lists its entries twice, in a header before each and in a directory at the end, and nothing forces the two to
 * agree, entries not to share bytes, or an entry to have the length in its header: zip bombs live in these gaps. Here the
 * directory decides; every entry must lie in front of it and apart from the others, must yield exactly as many bytes as
 * the directory says, and must have its checksum. Entries are read one at a time, on demand; a stored one is a view, so
 * that a checkpoint of 250 MB is not copied twice.
 *
 * Source: PKWARE's APPNOTE.TXT, 4.3 and 4.5.3 (zip64).
 */
import crc32 from 'crc-32';
import {show} from '../core/check';
import {ByteReader} from './byte-reader';
import {inflateInto} from './inflate';
import {type SourceFile} from './source-file';

/** One file in an archive. */
export interface ZipEntry {
  name: string;
  /** Bytes once decompressed. */
  byteCount: number;
  /** The content, checked. A view where it is stored without compression. */
  read(): Uint8Array;
}

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END = 0x06054b50;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_END = 0x06064b50;
const END_BYTES = 22;
const LOCAL_HEADER_BYTES = 30;
const ZIP64_LOCATOR_BYTES = 20;
const MAX_COMMENT_BYTES = 65535;
const [STORED, DEFLATED] = [0, 8];
/** In a 32-bit field: the value is in the zip64 extra field. */
const IN_ZIP64 = 0xffffffff;
const ENCRYPTED_FLAG = 1;
/** What an entry takes in memory beside its name. */
const ENTRY_BYTES = 300;

interface Located {
  name: string;
  method: number;
  checksum: number;
  packedBytes: number;
  byteCount: number;
  start: number;
}

/** Lists the entries of a zip archive. Throws `bad-weights` when its directory does not describe it. */
export function readZip(file: SourceFile): ZipEntry[] {
  const directory = findDirectory(file);
  const reader = new ByteReader(file, file.bytes, 'the zip directory');
  reader.position = directory.start;
  const entries: Located[] = [];
  for (let i = 0; i < directory.entryCount; i++) {
    const entry = readDirectoryEntry(file, reader);
    if (!entry.name.endsWith('/')) {
      entries.push(entry);
    }
  }
  requireApart(file, entries, directory.start);
  return entries.map(entry => ({
    name: entry.name,
    byteCount: entry.byteCount,
    read: () => readEntry(file, entry),
  }));
}

function findDirectory(file: SourceFile): {start: number; entryCount: number} {
  const {bytes} = file;
  const reader = new ByteReader(file, bytes, 'the end of the zip archive');
  const lowest = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = bytes.length - END_BYTES; at >= lowest; at--) {
    if (bytes[at] !== 0x50 || bytes[at + 1] !== 0x4b || bytes[at + 2] !== 5 || bytes[at + 3] !== 6) {
      continue;
    }
    reader.position = at + 4;
    const disks = [reader.uint16(), reader.uint16(), reader.uint16()];
    const entryCount = reader.uint16();
    reader.uint32();
    const start = reader.uint32();
    const usesZip64 = entryCount === 0xffff || start === IN_ZIP64;
    return checkedDirectory(
      file,
      usesZip64 ? readZip64End(file, at) : {start, entryCount, disk: disks[0] ?? 0},
    );
  }
  throw file.damaged({
    problem: 'the zip archive has no end.',
    expected: `the signature ${END.toString(16)} near the end`,
    received: `none in the last ${bytes.length - lowest} bytes`,
    fix: 'the download is not complete: download the file again',
  });
}

function readZip64End(file: SourceFile, end: number): {start: number; entryCount: number; disk: number} {
  const reader = new ByteReader(file, file.bytes, 'the zip64 end of the archive');
  reader.position = Math.max(0, end - ZIP64_LOCATOR_BYTES);
  requireSignature(reader, ZIP64_LOCATOR);
  reader.uint32();
  const position = reader.uint64();
  reader.position = Math.min(position, file.bytes.length);
  requireSignature(reader, ZIP64_END);
  reader.take(8 + 2 + 2); // its own length, versions
  const disk = reader.uint32();
  reader.take(4 + 8); // the directory's disk, entries on this disk
  const entryCount = reader.uint64();
  reader.uint64();
  return {start: reader.uint64(), entryCount, disk};
}

function checkedDirectory(
  file: SourceFile,
  {start, entryCount, disk}: {start: number; entryCount: number; disk: number},
): {start: number; entryCount: number} {
  if (disk !== 0 || start > file.bytes.length) {
    throw file.damaged({
      problem: 'the zip directory is not in this file.',
      expected: `disk 0, a position up to ${file.bytes.length}`,
      received: `disk ${disk}, position ${start}`,
    });
  }
  return {start, entryCount};
}

function readDirectoryEntry(file: SourceFile, reader: ByteReader): Located {
  file.spend(ENTRY_BYTES, 'the zip directory');
  requireSignature(reader, DIRECTORY_ENTRY);
  reader.take(4); // versions
  const flags = reader.uint16();
  const method = reader.uint16();
  reader.take(4); // time
  const checksum = reader.uint32();
  const packedBytes = reader.uint32();
  const byteCount = reader.uint32();
  const [nameBytes, extraBytes, commentBytes] = [reader.uint16(), reader.uint16(), reader.uint16()];
  reader.take(8); // disk, attributes
  const start = reader.uint32();
  const name = reader.text(nameBytes);
  const extra = new ByteReader(file, reader.take(extraBytes), `the zip64 field of ${show(name)}`);
  reader.take(commentBytes);
  if ((flags & ENCRYPTED_FLAG) !== 0 || (method !== STORED && method !== DEFLATED)) {
    throw file.unsupported({
      problem: `${show(name)} in the zip archive is encrypted or compressed in a way that is not read.`,
      expected: `stored (${STORED}) or deflated (${DEFLATED}), without encryption`,
      received: `method ${method}, flags ${flags}`,
      fix: 'save the file again with numpy.savez or torch.save',
    });
  }
  return {name, method, checksum, ...readZip64Field(extra, {byteCount, packedBytes, start})};
}

/** Replaces the sizes that did not fit 32 bits. The field holds those only, in this order. */
function readZip64Field(
  extra: ByteReader,
  sizes: {byteCount: number; packedBytes: number; start: number},
): {byteCount: number; packedBytes: number; start: number} {
  if (!Object.values(sizes).includes(IN_ZIP64)) {
    return sizes;
  }
  for (;;) {
    const id = extra.uint16();
    const length = extra.uint16();
    if (id !== 1) {
      extra.take(length);
      continue;
    }
    const wide = (value: number): number => (value === IN_ZIP64 ? extra.uint64() : value);
    return {
      byteCount: wide(sizes.byteCount),
      packedBytes: wide(sizes.packedBytes),
      start: wide(sizes.start),
    };
  }
}

function requireSignature(reader: ByteReader, signature: number): void {
  const at = reader.position;
  const found = reader.uint32();
  if (found !== signature) {
    throw reader.file.damaged({
      problem: `${reader.what} is not where it should be.`,
      expected: `the signature ${signature.toString(16)} at byte ${at}`,
      received: found.toString(16),
    });
  }
}

/** No two entries may share bytes, and none may reach into the directory. */
function requireApart(file: SourceFile, entries: readonly Located[], directoryStart: number): void {
  const names = new Set<string>();
  let free = 0;
  for (const {name, start, packedBytes} of [...entries].sort((a, b) => a.start - b.start)) {
    const end = start + LOCAL_HEADER_BYTES + packedBytes;
    if (start < free || end > directoryStart || names.has(name)) {
      throw file.damaged({
        problem: `${show(name)} in the zip archive overlaps another entry or the directory, or is there twice.`,
        expected: `bytes between ${free} and ${directoryStart}`,
        received: `${start} to ${end}`,
      });
    }
    names.add(name);
    free = end;
  }
}

function readEntry(
  file: SourceFile,
  {name, method, checksum, packedBytes, byteCount, start}: Located,
): Uint8Array {
  const reader = new ByteReader(file, file.bytes, `${show(name)} in the zip archive`);
  reader.position = start;
  requireSignature(reader, LOCAL_HEADER);
  reader.take(22);
  const nameBytes = reader.uint16();
  reader.take(reader.uint16() + nameBytes);
  const packed = reader.take(packedBytes);
  const content = method === STORED ? packed : inflate(file, packed, byteCount, name);
  if (content.length !== byteCount) {
    throw wrongLength(file, name, byteCount, `${content.length} bytes`);
  }
  // PyTorch can be told to leave checksums out; it writes 0 then.
  const actual = checksum === 0 ? 0 : crc32.buf(content) >>> 0;
  if (actual !== checksum) {
    throw file.damaged({
      problem: `${show(name)} in the zip archive does not have its checksum.`,
      expected: checksum.toString(16),
      received: actual.toString(16),
    });
  }
  return content;
}

function inflate(file: SourceFile, packed: Uint8Array, byteCount: number, name: string): Uint8Array {
  file.spend(byteCount, show(name));
  const content = new Uint8Array(byteCount);
  const filled = inflateInto(file, packed, content, `${show(name)} in the zip archive`);
  if (filled === undefined) {
    throw wrongLength(file, name, byteCount, `more than ${byteCount} bytes`);
  }
  return content.subarray(0, filled);
}

function wrongLength(file: SourceFile, name: string, byteCount: number, received: string): Error {
  return file.damaged({
    problem: `${show(name)} in the zip archive is not as long as the directory says.`,
    expected: `${byteCount} bytes`,
    received,
  });
}
