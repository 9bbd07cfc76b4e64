import {createReadStream} from 'node:fs';
import {readdir, readFile, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {createGunzip} from 'node:zlib';
import {errorCode, ioError} from '../../disk/atomic-file.node.js';
import {sha256Of} from '../../disk/digest.node.js';
import {AlexNetError} from '../../errors';
import {encodeBmp} from '../../formats/bmp/encode-bmp';
import {parseCifar} from '../../formats/cifar/parse-cifar';
import {idxImages, idxLength} from '../../formats/idx/parse-idx';
import type {ImageRecords} from '../../formats/image-records';
import type {SkippedPhoto} from '../image-source';
import type {Photo} from '../photo-list';
import {findImageFiles, type ImageFile, type ImageFiles} from './find-image-files';

/** The images of one set, with the labels of their files. */
export interface OpenedBinaryImages {
  images: Photo[];
  /** Names of the labels; `isNumbers` where the files have none. */
  names: {all: readonly string[]; isNumbers: boolean};
  skipped: SkippedPhoto[];
}

/** Use of images: to train on them, or to measure accuracy. */
export type ImageSet = 'training' | 'test';

/** Bytes of a file of images: more than MNIST with all digits of NIST (EMNIST, 640 MB). */
const MAX_FILE_BYTES = 2 ** 30;
const CIFAR = {
  cifar10: {labelBytes: 1, classes: 10},
  cifar100: {labelBytes: 2, classes: 100},
} as const;
/** The classes of CIFAR-10 where its file of names is missing, from its page. */
const CIFAR10_NAMES = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
];
const DIGITS = 10;

/** Whether a place is a folder with the binary files of a data set, or one of these files. */
export async function holdsBinaryImages(place: string): Promise<boolean> {
  return (await locate(place)) !== undefined;
}

/**
 * Reads the images of the training set or of the test set. A file that is named itself is of its own set, but a file of the
 * test set is never training data.
 */
export async function openBinaryImages(place: string, set: ImageSet): Promise<OpenedBinaryImages> {
  const found = await locate(place);
  if (found === undefined) {
    throw noSet(place, 'binary files of CIFAR-10, CIFAR-100 or MNIST', 'none of them', 'pass their folder');
  }
  const {directory, files, only} = found;
  const chosen = only === undefined ? files[set] : allOf(files).filter(({images}) => images === only);
  if (set === 'training' && only !== undefined && files.test.some(({images}) => images === only)) {
    throw noSet(
      place,
      'a file of the training set',
      'a file of the test set, which is never trained on',
      'pass the folder, and evaluate on the test set: alexnet evaluate',
    );
  }
  if (chosen.length === 0) {
    const other = set === 'training' ? files.test : files.training;
    const names = other.map(({images}) => images).join(', ');
    throw noSet(
      place,
      `the files of the ${set} set`,
      `only ${names}`,
      set === 'training'
        ? 'add the files of the training set; the test set is never trained on'
        : `add the files of the test set, or name a file: ${JSON.stringify(join(directory, other[0]?.images ?? ''))}`,
    );
  }
  const images: Photo[] = [];
  for (const file of chosen) {
    const records = await readRecords(directory, file, files.format);
    // Not `push(...)`, which has a limit of arguments.
    for (let index = 0; index < records.count; index++) {
      images.push(imageOf(records, index, directory, file.images, images.length));
    }
  }
  images.sort((a, b) => (a.name < b.name ? -1 : 1));
  const labels = images.reduce((most, {label}) => Math.max(most, label + 1), 0);
  return {images, names: await classNames(directory, files, labels), skipped: []};
}

function allOf({training, test}: ImageFiles): ImageFile[] {
  return [...training, ...test];
}

interface Located {
  directory: string;
  files: ImageFiles;
  /** The file of images that was named itself. */
  only?: string;
}

async function locate(place: string): Promise<Located | undefined> {
  // A place that cannot be read is reported where its photos are listed.
  const isFile = await stat(place).then(
    entry => entry.isFile(),
    () => undefined,
  );
  if (isFile === undefined) {
    return undefined;
  }
  const directory = isFile ? dirname(place) : place;
  const files = findImageFiles(await readdir(directory).catch(() => []));
  if (files === undefined || !isFile) {
    return files && {directory, files};
  }
  const only = basename(place);
  return allOf(files).some(({images}) => images === only) ? {directory, files, only} : undefined;
}

async function readRecords(
  directory: string,
  {images, labels = ''}: ImageFile,
  format: ImageFiles['format'],
): Promise<ImageRecords> {
  const path = join(directory, images);
  if (format !== 'idx') {
    return parseCifar(await readBounded(path), {...CIFAR[format], file: path});
  }
  const labelPath = join(directory, labels);
  return idxImages(await readIdx(path), await readIdx(labelPath), {images: path, labels: labelPath});
}

/** Reads an idx file, compressed or not; no more of it than its header states. */
async function readIdx(path: string): Promise<Uint8Array> {
  if (!path.endsWith('.gz')) {
    return readBounded(path);
  }
  const source = createReadStream(path);
  const unpacked = createGunzip();
  source.on('error', error => unpacked.destroy(error));
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  let length: number | undefined;
  try {
    for await (const piece of source.pipe(unpacked)) {
      pieces.push(piece as Uint8Array);
      bytes += (piece as Uint8Array).length;
      length ??= idxLength(Buffer.concat(pieces), path);
      if (length !== undefined && bytes > Math.min(length, MAX_FILE_BYTES)) {
        throw tooLong(path, Math.min(length, MAX_FILE_BYTES));
      }
    }
  } catch (error) {
    throw translated(path, error);
  } finally {
    source.destroy();
  }
  return Buffer.concat(pieces);
}

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).size > MAX_FILE_BYTES) {
      throw tooLong(path, MAX_FILE_BYTES);
    }
    return await readFile(path);
  } catch (error) {
    throw translated(path, error);
  }
}

function translated(path: string, error: unknown): unknown {
  const isOfZlib = errorCode(error)?.startsWith('Z_') === true;
  return isOfZlib
    ? new AlexNetError({
        code: 'bad-data',
        where: path,
        problem: 'it cannot be decompressed: it is damaged or cut short.',
        expected: 'a file compressed by gzip',
        received: error instanceof Error ? error.message : String(error),
        fix: 'download it again: alexnet download mnist',
        cause: error,
      })
    : ioError(`reading ${path}`, error);
}

function tooLong(path: string, most: number): AlexNetError {
  return new AlexNetError({
    code: 'bad-data',
    where: path,
    problem: 'it has more bytes than its images.',
    expected: `at most ${most} bytes`,
    received: 'more',
    fix: 'download it again: alexnet download mnist',
  });
}

/** One image as a photo in another file: its bytes are those of a bitmap, made when they are read. */
function imageOf(
  records: ImageRecords,
  index: number,
  directory: string,
  file: string,
  position: number,
): Photo {
  const {height, width, labels} = records;
  const name = `${file.replace(/\.gz$/, '')}/${String(index).padStart(6, '0')}`;
  const encode = (): Uint8Array => encodeBmp({height, width, data: records.pixels(index)});
  return {
    file: `${join(directory, file)}#${index}`,
    name,
    label: labels[index] ?? 0,
    packed: {
      bytes: 3 * height * width,
      sha256: sha256Of(records.pixels(index)),
      position,
      isRemote: false,
      read: () => Promise.resolve(encode()),
    },
  };
}

async function classNames(
  directory: string,
  {format, classNames: file}: ImageFiles,
  labels: number,
): Promise<OpenedBinaryImages['names']> {
  if (file === undefined) {
    const count = Math.max(DIGITS, labels);
    return format === 'cifar10'
      ? {all: CIFAR10_NAMES, isNumbers: false}
      : {all: Array.from({length: count}, (_, label) => String(label)), isNumbers: true};
  }
  const path = join(directory, file);
  const text = Buffer.from(await readBounded(path)).toString('utf8');
  const all = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
  if (all.length < labels || new Set(all).size !== all.length) {
    throw noSet(
      path,
      `${labels} names, each once`,
      `${all.length} names`,
      'download it again: alexnet download cifar10',
    );
  }
  return {all, isNumbers: false};
}

function noSet(where: string, expected: string, received: string, fix: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-data',
    where: `images in ${where}`,
    problem: 'these files cannot be used.',
    expected,
    received,
    fix,
  });
}
