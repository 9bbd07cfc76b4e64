/**
 * The idx files of MNIST: a magic number with the type and the number of dimensions, the dimensions, then the values.
 *
 * Source: the page of MNIST, "File formats".
 */
import {AlexNetError} from '../../errors';
import type {ImageRecords} from '../image-records';

/** An array of bytes in an idx file. */
export interface IdxArray {
  shape: number[];
  data: Uint8Array;
}

/** Code of unsigned bytes, the only type of images and labels. */
const UNSIGNED_BYTE = 8;
const MAX_DIMENSIONS = 3;

/** Bytes of an idx file as its header states them; undefined until the whole header is there. */
export function idxLength(start: Uint8Array, file: string): number | undefined {
  const header = readHeader(start, file);
  return header === undefined
    ? undefined
    : header.bytes + header.shape.reduce((product, length) => product * length, 1);
}

/**
 * Reads an idx file of unsigned bytes, not compressed. The values are not copied.
 *
 * @throws bad-data if it is not one, or cut short, or too long.
 */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  const header = readHeader(bytes, file);
  const length = idxLength(bytes, file);
  if (header === undefined || length !== bytes.length) {
    throw damaged(file, `${length ?? 'at least 8'} bytes`, `${bytes.length} bytes`);
  }
  return {shape: header.shape, data: bytes.subarray(header.bytes)};
}

/** The images of one file with the labels of another. */
export function idxImages(
  images: Uint8Array,
  labels: Uint8Array,
  files: {images: string; labels: string},
): ImageRecords {
  const {shape, data} = parseIdx(images, files.images);
  const {shape: labelShape, data: values} = parseIdx(labels, files.labels);
  const [count = 0, height = 0, width = 0] = shape;
  if (shape.length !== 3 || count * height * width === 0) {
    throw damaged(files.images, 'dimensions [images, rows, columns]', `[${shape.join(', ')}]`);
  }
  if (labelShape.length !== 1 || values.length !== count) {
    throw damaged(files.labels, `${count} labels, one per image`, `[${labelShape.join(', ')}]`);
  }
  const size = height * width;
  return {
    count,
    height,
    width,
    labels: values,
    pixels(index) {
      const out = new Uint8Array(3 * size);
      for (let i = 0; i < size; i++) {
        out.fill(data[index * size + i] ?? 0, 3 * i, 3 * i + 3);
      }
      return out;
    },
  };
}

function readHeader(bytes: Uint8Array, file: string): {shape: number[]; bytes: number} | undefined {
  if (bytes.length < 4) {
    return undefined;
  }
  const [zero, alsoZero, type = 0, dimensions = 0] = bytes;
  if (zero !== 0 || alsoZero !== 0 || dimensions < 1 || dimensions > MAX_DIMENSIONS) {
    throw damaged(file, 'an idx file of at most 3 dimensions', `bytes ${bytes.slice(0, 4).join(' ')}`);
  }
  if (type !== UNSIGNED_BYTE) {
    throw damaged(file, 'unsigned bytes (type 8)', `type ${type}`);
  }
  const length = 4 + 4 * dimensions;
  if (bytes.length < length) {
    return undefined;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {shape: Array.from({length: dimensions}, (_, i) => view.getUint32(4 + 4 * i)), bytes: length};
}

function damaged(file: string, expected: string, received: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-data',
    where: file,
    problem: 'this is no idx file of images or labels, or not all of it.',
    expected,
    received,
    fix: 'download it again: alexnet download mnist',
  });
}
