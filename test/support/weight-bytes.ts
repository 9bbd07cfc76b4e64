import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {deflateRawSync} from 'node:zlib';
import crc32 from 'crc-32';
import {zipSync, type Zippable} from 'fflate';
import {PbfWriter} from 'pbf';
import {type NamedArray} from '../../src/core/named-array';

const GOLDEN = resolve(import.meta.dirname, '../golden/data/weight-files');

/** A file that test/golden/make_weight_files.py wrote. */
export function goldenWeights(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(join(GOLDEN, name)));
}

/** What the golden files hold most of, in [2, 3, 2, 2]: quarters, which every float type holds exactly. */
export const RAMP = Array.from({length: 24}, (_, i) => (i - 12) / 4);

/** [shape, values] by name, to compare with toEqual. */
export function byName(arrays: readonly NamedArray[]): Record<string, [number[], number[]]> {
  return Object.fromEntries(arrays.map(({name, shape, data}) => [name, [shape, [...data]]]));
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function joinBytes(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    joined.set(part, filled);
    filled += part.length;
  }
  return joined;
}

export function floats(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

/** A safetensors file with this header, which may be text that is wrong on purpose. */
export function safetensors(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = utf8(typeof header === 'string' ? header : JSON.stringify(header));
  return joinBytes(uint64(text.length), text, data);
}

/** A zip archive; stored without compression unless `level` says otherwise. */
export function zip(entries: Zippable, level: 0 | 6 = 0): Uint8Array {
  return zipSync(entries, {level});
}

/** A zip archive with `count` zeros in it, made to a thousandth of their size by the fast compressor of Node. */
export function zipBomb(name: string, count: number, start: Uint8Array = new Uint8Array(0)): Uint8Array {
  const content = joinBytes(start, new Uint8Array(count));
  const packed = deflateRawSync(content);
  const uint16s = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);
  const uint32s = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
  const sizes = uint32s(crc32.buf(content), packed.length, content.length);
  const local = joinBytes(
    [0x50, 0x4b, 3, 4],
    uint16s(20, 0, 8, 0, 0),
    sizes,
    uint16s(name.length, 0),
    utf8(name),
    packed,
  );
  const directory = joinBytes(
    [0x50, 0x4b, 1, 2],
    uint16s(20, 20, 0, 8, 0, 0),
    sizes,
    uint16s(name.length, 0, 0, 0, 0),
    uint32s(0, 0),
    utf8(name),
  );
  const end = joinBytes(
    [0x50, 0x4b, 5, 6],
    uint16s(0, 0, 1, 1),
    uint32s(directory.length, local.length),
    [0, 0],
  );
  return joinBytes(local, directory, end);
}

/** A `.npy` file with this Python header. */
export function npy(header: string, data: Uint8Array): Uint8Array {
  const text = utf8(`${header}\n`);
  return joinBytes([0x93, ...utf8('NUMPY'), 1, 0, text.length & 255, text.length >> 8], text, data);
}

/** A protocol buffer message. */
export function protobuf(write: (writer: PbfWriter) => void): Uint8Array<ArrayBuffer> {
  const writer = new PbfWriter();
  write(writer);
  return Uint8Array.from(writer.finish());
}
