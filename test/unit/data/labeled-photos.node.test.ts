import {describe, expect, it} from 'vitest';
import {labeledPhotos} from '../../../src/data/labeled-photos.node';
import {CIFAR10_CLASSES, writeCifar10, writeMnist} from '../../support/binary-images';
import {temporaryDirectory, writeFiles} from '../../support/drawn-photos';
import {expectAlexNetError} from '../../support/matchers';

async function labelsOf(
  names: readonly string[],
  classes: readonly string[],
): Promise<(string | undefined)[]> {
  const directory = await temporaryDirectory();
  await writeFiles(directory, Object.fromEntries(names.map(name => [name, 'x'])));
  const {photos, classes: own} = await labeledPhotos(directory, classes);
  return photos.map(({label}) => own[label]);
}

describe('labeledPhotos', () => {
  it('knows the classes of a model in any file name that begins with one', async () => {
    expect(await labelsOf(['Dog (1).jpg', 'cat_1.jpg', 'x.jpg'], ['dog', 'cat'])).toEqual([
      'dog',
      'cat',
      undefined,
    ]);
  });

  it('keeps the classes of the folders where the model has others', async () => {
    expect(await labelsOf(['bird/1.jpg', 'cat/1.jpg'], ['dog', 'cat'])).toEqual(['bird', 'cat']);
    expect(await labelsOf(['bird/1.jpg'], [])).toEqual(['bird']);
  });

  it('takes the test set of binary files, with the classes of the model', async () => {
    const directory = await temporaryDirectory();
    writeCifar10(directory);
    const known = await labeledPhotos(directory, [...CIFAR10_CLASSES].reverse());
    expect([known.photos.length, known.classes[0], known.photos[0]?.label]).toEqual([10, 'truck', 9]);
    expect(known.photos.every(({name}) => name.startsWith('test_batch.bin/'))).toBe(true);
    // A model of two of the classes cannot be measured on all ten: its evaluation says so.
    expect((await labeledPhotos(directory, ['cat', 'dog'])).classes).toEqual(CIFAR10_CLASSES);
    const digits = await temporaryDirectory();
    writeMnist(digits);
    expect((await labeledPhotos(digits, 'abcdefghij'.split(''))).classes).toEqual('abcdefghij'.split(''));
  });

  it('never takes the sets of a divided data set for classes', async () => {
    const names = ['train/cat/1.jpg', 'val/cat/1.jpg'];
    await expectAlexNetError(
      () => labelsOf(names, ['cat']),
      'bad-data',
      'divided already',
      '/val" to evaluate',
    );
  });
});
