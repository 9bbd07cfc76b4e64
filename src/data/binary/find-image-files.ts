/** A binary file with images, and the file with their labels where that is another one. */
export interface ImageFile {
  images: string;
  labels?: string;
}

/** The binary files of a data set, by name. */
export interface ImageFiles {
  format: 'cifar10' | 'cifar100' | 'idx';
  training: ImageFile[];
  test: ImageFile[];
  /** File with the names of the classes. */
  classNames?: string;
}

/** As published, and as other programs unpack and rename them: `train-images.idx3-ubyte`. */
const IDX_IMAGES = /^(train|t10k|test)-images([-.])idx3-ubyte(\.gz)?$/;

/**
 * Finds the binary files of CIFAR-10, CIFAR-100 or MNIST (and of data sets in its format) among the names of a folder.
 * Undefined where there are none.
 *
 * @example
 * findImageFiles(['data_batch_1.bin', 'test_batch.bin']);
 * // {format: 'cifar10', training: [{images: 'data_batch_1.bin'}], test: [{images: 'test_batch.bin'}]}
 */
export function findImageFiles(names: readonly string[]): ImageFiles | undefined {
  const sorted = [...names].sort((a, b) => a.localeCompare(b, 'en', {numeric: true}));
  const batches = sorted.filter(name => /^data_batch_\d+\.bin$/.test(name)).map(images => ({images}));
  const test = only(names, 'test_batch.bin');
  if (batches.length + test.length > 0) {
    return {
      format: 'cifar10',
      training: batches,
      test,
      ...(names.includes('batches.meta.txt') ? {classNames: 'batches.meta.txt'} : {}),
    };
  }
  // Other data sets have a train.bin, too.
  if (names.includes('fine_label_names.txt') && (names.includes('train.bin') || names.includes('test.bin'))) {
    return {
      format: 'cifar100',
      training: only(names, 'train.bin'),
      test: only(names, 'test.bin'),
      classNames: 'fine_label_names.txt',
    };
  }
  const found: Record<'training' | 'test', ImageFile[]> = {training: [], test: []};
  // A compressed file beside the same one unpacked is not a second set: the unpacked one is first.
  for (const images of sorted) {
    const [, role = '', separator = '', ending = ''] = IDX_IMAGES.exec(images) ?? [];
    const set = role === 'train' ? 'training' : 'test';
    const labels = [ending, ending === '' ? '.gz' : '']
      .map(end => `${role}-labels${separator}idx1-ubyte${end}`)
      .find(name => names.includes(name));
    if (role !== '' && labels !== undefined && found[set].length === 0) {
      found[set].push({images, labels});
    }
  }
  return found.training.length + found.test.length > 0 ? {format: 'idx', ...found} : undefined;
}

function only(names: readonly string[], name: string): ImageFile[] {
  return names.includes(name) ? [{images: name}] : [];
}
