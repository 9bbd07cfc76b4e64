import {describe, expect, it} from 'vitest';
import {findImageFiles} from '../../../../src/data/binary/find-image-files';

describe('findImageFiles', () => {
  it('finds CIFAR-10 with its sets apart, in the order of the numbers', () => {
    const names = [
      'test_batch.bin',
      'data_batch_10.bin',
      'data_batch_2.bin',
      'batches.meta.txt',
      'readme.html',
    ];
    expect(findImageFiles(names)).toEqual({
      format: 'cifar10',
      training: [{images: 'data_batch_2.bin'}, {images: 'data_batch_10.bin'}],
      test: [{images: 'test_batch.bin'}],
      classNames: 'batches.meta.txt',
    });
    expect(findImageFiles(['test_batch.bin'])).toMatchObject({
      training: [],
      test: [{images: 'test_batch.bin'}],
    });
  });

  it('finds CIFAR-100 by its file of names, and no other train.bin', () => {
    expect(findImageFiles(['train.bin', 'test.bin', 'fine_label_names.txt'])).toEqual({
      format: 'cifar100',
      training: [{images: 'train.bin'}],
      test: [{images: 'test.bin'}],
      classNames: 'fine_label_names.txt',
    });
    expect(findImageFiles(['train.bin', 'test.bin'])).toBeUndefined();
  });

  it.each(['-', '.'])('finds MNIST, compressed or not, with the separator %j', separator => {
    const file = (role: string, kind: string, end = ''): string =>
      `${role}-${kind}${separator}idx${kind === 'images' ? 3 : 1}-ubyte${end}`;
    const names = [
      file('train', 'images', '.gz'),
      file('train', 'labels', '.gz'),
      file('t10k', 'images'),
      file('t10k', 'images', '.gz'),
      file('t10k', 'labels'),
      file('t10k', 'labels', '.gz'),
    ];
    expect(findImageFiles(names)).toEqual({
      format: 'idx',
      training: [{images: names[0], labels: names[1]}],
      test: [{images: names[2], labels: names[4]}],
    });
  });

  it('finds nothing among photos, and no images without labels', () => {
    expect(findImageFiles(['cat', 'dog.1.jpg', 'my_data_batch_1.bin', 'batches.meta.txt'])).toBeUndefined();
    expect(findImageFiles(['train-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'])).toBeUndefined();
  });
});
