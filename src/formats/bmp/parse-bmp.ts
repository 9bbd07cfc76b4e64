/**
 * Bitmaps of Windows and OS/2: headers of 12 to 124 bytes, 1 to 32 bits a pixel, palettes, bit masks and run lengths.
 *
 * A row is padded to four bytes, and the first row is the lowest one unless the height is negative. Alpha is dropped, as
 * Pillow's `convert('RGB')` does.
 *
 * Source: the Windows documentation of BITMAPFILEHEADER, BITMAPINFOHEADER and "Bitmap Compression".
 */
import {AlexNetError} from '../../errors';

/** A decoded bitmap: bytes [height, width, 3], RGB. */
export interface BmpImage {
  height: number;
  width: number;
  data: Uint8Array;
}

/** Lengths of the headers that exist: OS/2, Windows, and their later versions. */
const HEADER_LENGTHS = [12, 16, 40, 52, 56, 64, 108, 124];

const [RGB, RLE8, RLE4, BITFIELDS, ALPHABITFIELDS] = [0, 1, 2, 3, 6];

/** Whether bytes start as those of a bitmap. Of a file the first 18 bytes suffice. */
export function isBmp(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 18 &&
    bytes[0] === 0x42 &&
    bytes[1] === 0x4d &&
    HEADER_LENGTHS.includes(viewOf(bytes).getUint32(14, true))
  );
}

/**
 * Decodes a bitmap of at most `maxPixels` pixels: no header makes it take more memory.
 *
 * @throws bad-data if the file is cut short or damaged, or has a compression that is not one of bitmaps.
 */
export function parseBmp(bytes: Uint8Array, maxPixels: number): BmpImage {
  const header = readHeader(bytes);
  const {height, width, bits, compression} = header;
  const isPacked = compression === RLE8 || compression === RLE4;
  if (!isPacked) {
    requirePixels(bytes, header);
  }
  if (height * width > maxPixels) {
    throw damaged(`it has more than ${maxPixels} pixels.`, `${width} × ${height} pixels`);
  }
  const data = new Uint8Array(height * width * 3);
  const image = {height, width, data};
  if (isPacked) {
    readRuns(bytes, header, image);
  } else if (bits <= 8) {
    readIndices(bytes, header, image);
  } else {
    readColors(bytes, header, image);
  }
  return image;
}

interface BmpHeader {
  height: number;
  width: number;
  /** Whether the first row is the top one. */
  isTopDown: boolean;
  /** Bits per pixel. */
  bits: number;
  compression: number;
  /** Position of the pixels. */
  start: number;
  /** Red, green, blue of each color of the palette. */
  palette: Uint8Array;
  /** Bit masks of red, green and blue. */
  masks: readonly [number, number, number];
}

function readHeader(bytes: Uint8Array): BmpHeader {
  if (!isBmp(bytes)) {
    throw damaged('it is no bitmap.', `${bytes.length} bytes`);
  }
  const view = viewOf(bytes);
  const start = view.getUint32(10, true);
  const length = view.getUint32(14, true);
  if (bytes.length < 14 + length) {
    throw cut();
  }
  const isCore = length === 12;
  const signedHeight = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = length >= 40 ? view.getUint32(30, true) : RGB;
  if (width <= 0 || height === 0) {
    throw damaged('its size is not that of an image.', `${width} × ${signedHeight} pixels`);
  }
  if (!isKnown(bits, compression)) {
    throw damaged(
      'its compression is not one of bitmaps.',
      `compression ${compression}, ${bits} bits per pixel`,
    );
  }
  const hasMasks = compression === BITFIELDS || compression === ALPHABITFIELDS;
  // With a header of 40 bytes the masks follow it; later headers contain them at the same place.
  const masksBehind = hasMasks && length === 40 ? (compression === ALPHABITFIELDS ? 16 : 12) : 0;
  if (hasMasks && bytes.length < 66) {
    throw cut();
  }
  const masks = hasMasks
    ? ([54, 58, 62].map(at => view.getUint32(at, true)) as [number, number, number])
    : bits === 16
      ? ([0x7c00, 0x03e0, 0x001f] as const)
      : ([0xff0000, 0xff00, 0xff] as const);
  const used = length >= 40 ? view.getUint32(46, true) : 0;
  return {
    height,
    width,
    isTopDown: !isCore && signedHeight < 0,
    bits,
    compression,
    start,
    palette: readPalette(bytes, {
      at: 14 + length + masksBehind,
      entry: isCore ? 3 : 4,
      count: bits <= 8 ? Math.min(used === 0 ? 2 ** bits : used, 2 ** bits) : 0,
      end: start,
    }),
    masks,
  };
}

function isKnown(bits: number, compression: number): boolean {
  switch (compression) {
    case RGB:
      return [1, 2, 4, 8, 16, 24, 32].includes(bits);
    case RLE8:
      return bits === 8;
    case RLE4:
      return bits === 4;
    case BITFIELDS:
    case ALPHABITFIELDS:
      return bits === 16 || bits === 32;
    default:
      return false;
  }
}

function readPalette(
  bytes: Uint8Array,
  {at, entry, count, end}: {at: number; entry: number; count: number; end: number},
): Uint8Array {
  // Some writers count more colors than there is room for before the pixels.
  const room = Math.floor((Math.min(end, bytes.length) - at) / entry);
  const palette = new Uint8Array(256 * 3);
  for (let i = 0; i < Math.min(count, room); i++) {
    const [blue = 0, green = 0, red = 0] = bytes.subarray(at + i * entry, at + i * entry + 3);
    palette.set([red, green, blue], i * 3);
  }
  return palette;
}

/** Position of a row's first byte in the decoded image. */
function rowStart(row: number, {height, width, isTopDown}: BmpHeader): number {
  return (isTopDown ? row : height - 1 - row) * width * 3;
}

/** Bytes of a row in the file: padded to four. */
function strideOf({width, bits}: BmpHeader): number {
  return Math.ceil((width * bits) / 32) * 4;
}

/** Throws if the pixels are not all there. The padding of the last row may be missing. */
function requirePixels(bytes: Uint8Array, header: BmpHeader): void {
  const {height, width, bits, start} = header;
  if (bytes.length < start + strideOf(header) * (height - 1) + Math.ceil((width * bits) / 8)) {
    throw cut();
  }
}

function readIndices(bytes: Uint8Array, header: BmpHeader, {data}: BmpImage): void {
  const {height, width, bits, start, palette} = header;
  const stride = strideOf(header);
  const mask = 2 ** bits - 1;
  for (let row = 0; row < height; row++) {
    let to = rowStart(row, header);
    for (let x = 0; x < width; x++, to += 3) {
      const bit = x * bits;
      const byte = bytes[start + row * stride + (bit >> 3)] ?? 0;
      setColor(data, to, palette, (byte >> (8 - bits - (bit & 7))) & mask);
    }
  }
}

function setColor(data: Uint8Array, to: number, palette: Uint8Array, index: number): void {
  data[to] = palette[index * 3] ?? 0;
  data[to + 1] = palette[index * 3 + 1] ?? 0;
  data[to + 2] = palette[index * 3 + 2] ?? 0;
}

function readColors(bytes: Uint8Array, header: BmpHeader, {data}: BmpImage): void {
  const {height, width, bits, start, masks} = header;
  const stride = strideOf(header);
  const step = bits / 8;
  const channels = masks.map(channelOf);
  for (let row = 0; row < height; row++) {
    let to = rowStart(row, header);
    let from = start + row * stride;
    for (let x = 0; x < width; x++, from += step) {
      let pixel = 0;
      for (let i = step - 1; i >= 0; i--) {
        pixel = pixel * 256 + (bytes[from + i] ?? 0);
      }
      for (const {divisor, max} of channels) {
        const value = Math.floor(pixel / divisor) % (max + 1);
        data[to++] = max === 0 ? 0 : Math.floor((value * 255) / max);
      }
    }
  }
}

/** A bit mask as arithmetic, which has no sign: the value is floor(pixel / divisor) mod (max + 1). */
function channelOf(mask: number): {divisor: number; max: number} {
  let divisor = 1;
  while (mask !== 0 && Math.floor(mask / divisor) % 2 === 0) {
    divisor *= 2;
  }
  const max = Math.floor(mask / divisor);
  if ((max & (max + 1)) !== 0) {
    throw damaged('its bit masks are not those of colors.', `mask ${mask.toString(16)}`);
  }
  return {divisor, max};
}

/** Run lengths: pairs of count and index; a count of 0 escapes to an end of line, an end, a move, or plain indices. */
function readRuns(bytes: Uint8Array, header: BmpHeader, {data}: BmpImage): void {
  const {height, width, bits, start, palette} = header;
  const isNibble = bits === 4;
  let [x, row, at] = [0, 0, start];
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) {
      throw cut();
    }
    return byte;
  };
  const put = (index: number): void => {
    if (x < width && row < height) {
      setColor(data, rowStart(row, header) + x * 3, palette, index);
    }
    x++;
  };
  // Pixels that are moved over have the first color.
  for (let to = 0; to < data.length; to += 3) {
    setColor(data, to, palette, 0);
  }
  while (row < height) {
    const count = next();
    const value = next();
    if (count > 0) {
      for (let i = 0; i < count; i++) {
        put(isNibble ? (i % 2 === 0 ? value >> 4 : value & 15) : value);
      }
    } else if (value === 0) {
      [x, row] = [0, row + 1];
    } else if (value === 1) {
      return;
    } else if (value === 2) {
      x += next();
      row += next();
    } else {
      const length = isNibble ? Math.ceil(value / 2) : value;
      for (let i = 0; i < length; i++) {
        const byte = next();
        put(isNibble ? byte >> 4 : byte);
        if (isNibble && 2 * i + 1 < value) {
          put(byte & 15);
        }
      }
      at += length % 2;
    }
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function cut(): AlexNetError {
  return damaged('it is cut short: its end is missing.', 'a bitmap without all of its pixels');
}

function damaged(problem: string, received: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-data',
    where: 'parseBmp',
    problem,
    expected: 'a bitmap of Windows or OS/2',
    received,
    fix: 'copy the file again, or save it as PNG in a photo program',
  });
}
