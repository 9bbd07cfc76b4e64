/**
 * Decodes photos without sharp: JPEG by libjpeg-turbo and PNG by LodePNG, both in WebAssembly, and BMP by this library.
 *
 * The pixels are those of sharp, which contains the same libjpeg-turbo. What a header states is checked before memory is
 * taken: the number of pixels, and for PNG that the compressed data has no more bytes than these pixels need.
 */
import {inflateSync} from 'node:zlib';
import {imageSize} from 'image-size';
import {AlexNetError} from '../../errors';
import {isBmp, parseBmp, type BmpImage} from '../../formats/bmp/parse-bmp';
import {orientPixels} from './orient-pixels';
import type {RgbaPixels, WasmDecoders} from './photo-decoder.node.js';

/** Length of the signature of a PNG and its first chunk, which states the size. */
const PNG_HEADER_BYTES = 33;
/** Values per pixel by color type. */
const PNG_CHANNELS: Readonly<Record<number, number>> = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4};

/** Decodes a photo of at most `maxPixels` pixels to RGB; the EXIF orientation is applied. */
export function decodeInWasm(bytes: Uint8Array, maxPixels: number, {jpeg, png}: WasmDecoders): BmpImage {
  if (isBmp(bytes)) {
    return parseBmp(bytes, maxPixels);
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    const {width, height, components} = readFrame(bytes);
    requireFewPixels(width, height, maxPixels);
    if (components === 4) {
      throw refused('it is a CMYK photo, which cannot be decoded without sharp.');
    }
    return orientPixels(toRGB(jpeg(bytes)), orientationOf(bytes));
  }
  if (bytes.length >= PNG_HEADER_BYTES && latin(bytes, 1, 4) === 'PNG') {
    requireSound(bytes, maxPixels);
    return toRGB(png(bytes));
  }
  const known = otherFormat(bytes);
  throw refused(
    known === undefined
      ? 'unsupported image format'
      : `it is a ${known} photo, which cannot be decoded without sharp.`,
  );
}

/** Size and number of color components, from the frame header of a JPEG. */
function readFrame(bytes: Uint8Array): {width: number; height: number; components: number} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 2; at + 10 < bytes.length;) {
    if (bytes[at] !== 0xff) {
      at++; // Filler bytes between segments.
      continue;
    }
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff || marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    // C4, C8 and CC are tables; all others from C0 to CF are frames.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return {
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        components: bytes[at + 9] ?? 0,
      };
    }
    if (marker === 0xd9 || marker === 0xda) {
      break;
    }
    at += 2 + view.getUint16(at + 2);
  }
  throw refused('it is damaged: a JPEG without a frame.');
}

/** Throws where a PNG states too many pixels, or its data has more bytes than they need. */
function requireSound(bytes: Uint8Array, maxPixels: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [width, height, depth = 0, color = 0] = [
    view.getUint32(16),
    view.getUint32(20),
    bytes[24],
    bytes[25],
  ];
  requireFewPixels(width, height, maxPixels);
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    if (latin(bytes, at + 4, at + 8) === 'IDAT') {
      parts.push(bytes.subarray(at + 8, at + 8 + length));
    }
    at += 12 + length;
  }
  const row = Math.ceil((width * depth * (PNG_CHANNELS[color] ?? 4)) / 8) + 1;
  // The seven passes of an interlaced image have more, shorter rows, each with a byte for its filter.
  inflateSync(Buffer.concat(parts), {maxOutputLength: 2 * row * height + 16 * (width + height)});
}

function requireFewPixels(width: number, height: number, maxPixels: number): void {
  if (width * height > maxPixels) {
    throw refused(`it has more than ${maxPixels} pixels.`, `${width} × ${height} pixels`);
  }
}

/** The EXIF orientation, 1 to 8; 1 where there is none. */
function orientationOf(bytes: Uint8Array): number {
  try {
    return imageSize(bytes).orientation ?? 1;
  } catch {
    return 1;
  }
}

function toRGB({width, height, data}: RgbaPixels): BmpImage {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from] ?? 0;
    rgb[to + 1] = data[from + 1] ?? 0;
    rgb[to + 2] = data[from + 2] ?? 0;
  }
  return {width, height, data: rgb};
}

/** Name of a format that sharp decodes, by the first bytes. */
function otherFormat(bytes: Uint8Array): string | undefined {
  const start = latin(bytes, 0, 16);
  return start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP'
    ? 'WEBP'
    : start.startsWith('GIF8')
      ? 'GIF'
      : /^(II\*\0|MM\0\*)/.test(start)
        ? 'TIFF'
        : start.slice(4, 8) === 'ftyp'
          ? 'AVIF or HEIC'
          : undefined;
}

function latin(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function refused(problem: string, received?: string): AlexNetError {
  return new AlexNetError({code: 'bad-data', where: 'photo', problem, received});
}
