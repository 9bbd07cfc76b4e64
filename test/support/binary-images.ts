/** Small data sets in the binary formats of CIFAR-10 and MNIST, made in a test. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';

export const CIFAR10_CLASSES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/** A value of an image that its file, position and place in the image tell. */
export const valueAt = (seed: number, image: number, at: number): number =>
  (seed * 31 + image * 17 + at * (7 + image + 3 * seed) + (at >> 8) * 11) % 256;

/** A file of CIFAR-10 with one record per label. */
export function cifarBytes(labels: readonly number[], seed = 0): Uint8Array {
  return Buffer.concat(
    labels.map((label, image) =>
      Uint8Array.from({length: 3073}, (_, i) => (i === 0 ? label : valueAt(seed, image, i - 1))),
    ),
  );
}

/** An idx file of unsigned bytes. */
export function idxBytes(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((length, i) => header.writeUInt32BE(length, 4 + 4 * i));
  return Buffer.concat([header, values]);
}

/** A folder as `alexnet download cifar10` makes one: every class in each file. */
export function writeCifar10(directory: string, {batches = 2, perBatch = 20, test = 10} = {}): void {
  mkdirSync(directory, {recursive: true});
  const labels = (count: number): number[] => Array.from({length: count}, (_, i) => i % 10);
  for (let batch = 1; batch <= batches; batch++) {
    writeFileSync(join(directory, `data_batch_${batch}.bin`), cifarBytes(labels(perBatch), batch));
  }
  writeFileSync(join(directory, 'test_batch.bin'), cifarBytes(labels(test), 99));
  writeFileSync(join(directory, 'batches.meta.txt'), `${CIFAR10_CLASSES.join('\n')}\n\n`);
}

/** A folder as `alexnet download mnist` makes one. */
export function writeMnist(directory: string, {training = 20, test = 10} = {}): void {
  mkdirSync(directory, {recursive: true});
  for (const [role, count, seed] of [
    ['train', training, 1],
    ['t10k', test, 2],
  ] as const) {
    const pixels = Uint8Array.from({length: count * 784}, (_, i) =>
      valueAt(seed, Math.floor(i / 784), i % 784),
    );
    const labels = Uint8Array.from({length: count}, (_, i) => i % 10);
    writeFileSync(
      join(directory, `${role}-images-idx3-ubyte.gz`),
      gzipSync(idxBytes([count, 28, 28], pixels)),
    );
    writeFileSync(join(directory, `${role}-labels-idx1-ubyte.gz`), gzipSync(idxBytes([count], labels)));
  }
}
