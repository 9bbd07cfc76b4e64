/**
 * Encodes PNG, the only image format that this library writes itself: 8 bits, with or without transparency. The
 * platform compresses (`CompressionStream`: every browser, Node 18 and later), so no native package is needed, and the
 * report, the command and TensorBoard use the same bytes.
 *
 * Source: PNG specification, third edition, sections 5 (structure) and 11 (chunks).
 */
import crc32 from 'crc-32';
import {checksFor} from '../core/check';
import {requireArgs, requireList} from '../core/structured-argument';

/** Bytes of an image, rows first: 3 a pixel for RGB, 4 for RGB and opacity. */
export interface PngPicture {
  /** Pixels per row. */
  width: number;
  /** Rows. */
  height: number;
  /** width · height · 3 or 4 bytes. */
  data: Uint8Array;
}

/** Encodes an image as the bytes of a PNG file. */
export async function encodePng(picture: PngPicture): Promise<Uint8Array> {
  const {width, height, data} = requireArgs(
    'encodePng',
    picture,
    '{width: 2, height: 1, data: new Uint8Array(6)}',
  );
  const check = checksFor('encodePng');
  requireList('encodePng', 'data', data, {
    isTyped: true,
    what: 'a Uint8Array',
    fix: 'pass 3 or 4 bytes a pixel, row by row',
  });
  check.integer('width', width, 1);
  check.integer('height', height, 1);
  const channels = data.length / (width * height);
  check.oneOf('bytes per pixel', String(channels), ['3', '4']);

  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8; // bits per channel
  header[9] = channels === 3 ? 2 : 6; // color type: RGB, RGB and opacity

  // Each row is preceded by the number of its filter; 0 leaves the bytes as they are.
  const row = width * channels;
  const rows = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  }
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', await deflate(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let i = 0; i < 4; i++) {
    bytes[4 + i] = type.charCodeAt(i);
  }
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32.buf(bytes.subarray(4, 8 + content.length)) >>> 0);
  return bytes;
}

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const compressed = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
