/**
 * The binary files of CIFAR-10 and CIFAR-100: one record per image, its label (in CIFAR-100 that of its superclass before
 * it), then 1,024 bytes each of red, green and blue, row by row.
 *
 * Source: the page of CIFAR-10 and CIFAR-100, "Binary version".
 */
import {AlexNetError} from '../../errors';
import type {ImageRecords} from '../image-records';

/** Options of {@link parseCifar}. */
export interface ParseCifarOptions {
  /** Bytes in front of the pixels; the last one is the label. */
  labelBytes: 1 | 2;
  /** Number of classes. */
  classes: number;
  /** Names the file in errors. */
  file: string;
}

const SIDE = 32;
const PLANE = SIDE * SIDE;

/**
 * Reads the records of a file. The bytes are not copied.
 *
 * @throws bad-data if the file is empty or cut short, or has a label that is no class.
 */
export function parseCifar(bytes: Uint8Array, {labelBytes, classes, file}: ParseCifarOptions): ImageRecords {
  const stride = labelBytes + 3 * PLANE;
  const count = bytes.length / stride;
  if (bytes.length === 0 || !Number.isInteger(count)) {
    throw damaged(file, `records of ${stride} bytes`, `${bytes.length} bytes`);
  }
  const labels = Uint8Array.from({length: count}, (_, i) => bytes[i * stride + labelBytes - 1] ?? 0);
  const wrong = labels.findIndex(label => label >= classes);
  if (wrong >= 0) {
    throw damaged(file, `labels below ${classes}`, `label ${labels[wrong] ?? ''} of image ${wrong}`);
  }
  return {
    count,
    height: SIDE,
    width: SIDE,
    labels,
    pixels(index) {
      const planes = bytes.subarray(index * stride + labelBytes, (index + 1) * stride);
      const out = new Uint8Array(3 * PLANE);
      for (let i = 0; i < PLANE; i++) {
        out[3 * i] = planes[i] ?? 0;
        out[3 * i + 1] = planes[PLANE + i] ?? 0;
        out[3 * i + 2] = planes[2 * PLANE + i] ?? 0;
      }
      return out;
    },
  };
}

function damaged(file: string, expected: string, received: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-data',
    where: file,
    problem: 'this is no binary file of CIFAR, or not all of it.',
    expected,
    received,
    fix: 'download it again: alexnet download cifar10',
  });
}
