import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync, gzipSync} from 'node:zlib';
import {beforeEach, describe, expect, it} from 'vitest';
import {holdsBinaryImages, openBinaryImages} from '../../../../src/data/binary/open-binary-images.node.js';
import {parseBmp} from '../../../../src/formats/bmp/parse-bmp';
import {CIFAR10_CLASSES, idxBytes, valueAt, writeCifar10, writeMnist} from '../../../support/binary-images';
import {temporaryDirectory} from '../../../support/temporary-directory';

describe('openBinaryImages', () => {
  const root = temporaryDirectory();
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(root, 'case-'));
  });
  const namesOf = async (...args: Parameters<typeof openBinaryImages>): Promise<string[]> =>
    (await openBinaryImages(...args)).images.map(({name}) => name);

  it('keeps the training set and the test set apart, in the order of the files', async () => {
    writeCifar10(directory, {batches: 11, perBatch: 10, test: 10});
    const training = await namesOf(directory, 'training');
    const test = await namesOf(directory, 'test');
    expect([training.length, test.length]).toEqual([110, 10]);
    expect(training.filter(name => name.startsWith('test'))).toEqual([]);
    expect(test.every(name => name.startsWith('test_batch.bin/'))).toBe(true);
    // A list of photos is in the order of its names.
    expect(training).toEqual([...training].sort());
  });

  it('reads each image as the file has it', async () => {
    writeCifar10(directory);
    const {images, names} = await openBinaryImages(directory, 'training');
    const image = images.find(({name}) => name === 'data_batch_2.bin/000013');
    expect([image?.label, names]).toEqual([3, {all: CIFAR10_CLASSES, isNumbers: false}]);
    const {height, width, data} = parseBmp((await image?.packed?.read()) ?? new Uint8Array(0), 2000);
    expect([height, width, data[3 * 40 + 1]]).toEqual([32, 32, valueAt(2, 13, 1024 + 40)]);
    expect(new Set(images.map(({packed}) => packed?.sha256)).size).toBe(images.length);
  });

  it('reads MNIST compressed and unpacked to the same images', async () => {
    writeMnist(directory);
    const packed = await openBinaryImages(directory, 'test');
    const unpacked = join(directory, 'unpacked');
    mkdirSync(unpacked);
    for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) {
      writeFileSync(join(unpacked, name), gunzipSync(readFileSync(join(directory, `${name}.gz`))));
    }
    const plain = await openBinaryImages(unpacked, 'test');
    expect(packed.names).toEqual({all: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], isNumbers: true});
    for (const [i, {name, label, packed: image}] of packed.images.entries()) {
      expect([plain.images[i]?.name, plain.images[i]?.label]).toEqual([name, label]);
      expect(await plain.images[i]?.packed?.read()).toEqual(await image?.read());
    }
    const {data} = parseBmp((await packed.images[4]?.packed?.read()) ?? new Uint8Array(0), 2000);
    expect([...data.subarray(300, 303)]).toEqual(Array<number>(3).fill(valueAt(2, 4, 100)));
  });

  it('takes one file that is named, but none of the test set for training', async () => {
    writeCifar10(directory);
    expect(await namesOf(join(directory, 'data_batch_2.bin'), 'training')).toHaveLength(20);
    expect(await namesOf(join(directory, 'data_batch_2.bin'), 'test')).toHaveLength(20);
    expect(await namesOf(join(directory, 'test_batch.bin'), 'test')).toHaveLength(10);
    await expect(openBinaryImages(join(directory, 'test_batch.bin'), 'training')).rejects.toThrow(
      /the test set, which is never trained on/,
    );
    expect(await holdsBinaryImages(join(directory, 'batches.meta.txt'))).toBe(false);
    expect(await holdsBinaryImages(join(directory, 'none'))).toBe(false);
    expect(await holdsBinaryImages(root)).toBe(false);
  });

  it('never takes the other set where one is missing', async () => {
    writeCifar10(directory);
    rmSync(join(directory, 'test_batch.bin'));
    await expect(openBinaryImages(directory, 'test')).rejects.toThrow(/the files of the test set/);
    writeCifar10(directory, {batches: 0});
    rmSync(join(directory, 'data_batch_1.bin'));
    rmSync(join(directory, 'data_batch_2.bin'));
    await expect(openBinaryImages(directory, 'training')).rejects.toThrow(/the test set is never trained on/);
  });

  it('refuses files that are cut short, damaged, or far longer than they state', async () => {
    writeMnist(directory);
    const path = join(directory, 't10k-images-idx3-ubyte.gz');
    const whole = readFileSync(path);
    const bomb = gzipSync(
      Buffer.concat([idxBytes([10, 28, 28], new Uint8Array(7840)), Buffer.alloc(20_000_000)]),
    );
    for (const [bytes, message] of [
      [whole.subarray(0, whole.length - 20), /damaged or cut short/],
      [Buffer.from('no gzip'), /damaged or cut short/],
      [bomb, /more bytes than its images/],
      [gzipSync(gunzipSync(whole).subarray(0, 5000)), /or not all of it/],
    ] as const) {
      writeFileSync(path, bytes);
      await expect(openBinaryImages(directory, 'test')).rejects.toMatchObject({
        code: 'bad-data',
        where: path,
        message: expect.stringMatching(message) as string,
      });
    }
    writeCifar10(join(directory, 'cifar'));
    writeFileSync(join(directory, 'cifar/batches.meta.txt'), 'cat\ndog\n');
    await expect(openBinaryImages(join(directory, 'cifar'), 'test')).rejects.toThrow(/10 names, each once/);
  });
});
