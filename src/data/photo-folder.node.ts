import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {checksFor, nearest} from '../core/check';
import {listSome} from '../core/list-some';
import {AlexNetError} from '../errors';
import {isBmp} from '../formats/bmp/parse-bmp';
import {describeSystemError} from '../disk/describe-system-error.node.js';
import type {SkippedPhoto} from './image-source';
import {listFiles} from './list-files.node.js';
import {classAmong, classFromFolder, classFromName, labelOrigin} from './photo-labels';
import {DEFAULT_MAX_PIXELS, countPerClass, type Photo, type PhotoList} from './photo-list';
import {splitFolders} from './split-folders';

/** Options of {@link photoFolder}. */
export interface PhotoFolderOptions {
  /** Class names in the order of the labels; others are left out. Default: the names found, in alphabetical order. */
  classes?: readonly string[];
  /** Photos with more pixels are skipped when they are read. Default 100,000,000. */
  maxPixels?: number;
  /** Whether a class of `classes` without a photo is an error. Default true; evaluation on some of the classes sets false. */
  requireEveryClass?: boolean;
}

/** The photos of a directory; see {@link photoFolder}. */
export interface PhotoFolder extends PhotoList {
  /** The directory as it was passed. */
  readonly directory: string;
}

/** File name extensions of the formats that can be read. Of other files the first bytes are checked. */
const IMAGE_ENDING = /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|heic|heif|svg|bmp|dib)$/i;

/** How many files with other extensions are opened at a time. */
const SNIFF_AT_ONCE = 16;

/**
 * Lists the photos of a directory and of those inside it, with their labels, without reading them.
 *
 * Labels come from class folders (`cat/1.jpg`, nested to any depth) or from file names (`cat.123.jpg`; where `classes`
 * is set, any name that begins with a class and continues with something other than a letter: `cat_001.jpg`). A photo
 * with neither has label −1. Hidden files and the folders of systems (`@eaDir`, `__MACOSX`, `lost+found`) are ignored,
 * unless `classes` names them. Links are followed, each directory once, under its own name before that of a link. A file
 * that is an image neither by its name nor by its first bytes is listed in `skipped`.
 *
 * @throws bad-data for a data set that is divided already (`train/` beside `val/`), unless `classes` is set: its folders
 * are no classes.
 *
 * @example
 * const folder = await photoFolder('photos', {classes: ['dog', 'cat']});
 * folder.photos[0]; // {file: 'photos/cat/1.jpg', name: 'cat/1.jpg', label: 1}
 */
export async function photoFolder(directory: string, options: PhotoFolderOptions = {}): Promise<PhotoFolder> {
  const {classes, requireEveryClass = true} = options;
  const {where, names, skipped, maxPixels} = await listPhotos(directory, options);
  if (classes === undefined) {
    refuseSplit(where, directory, names);
  }
  const classOf = classes === undefined ? classFound(names) : classAmong(classes, names);
  const found = [...new Set(names.map(classOf).filter(name => name !== undefined))].sort();
  const order = classes ?? found;
  const positions = new Map(order.map((name, i) => [name, i]));
  const photos: Photo[] = [];
  for (const name of names) {
    const own = classOf(name);
    const label = own === undefined ? -1 : (positions.get(own) ?? -1);
    const file = join(directory, ...name.split('/'));
    if (own !== undefined && label === -1) {
      skipped.push({
        file,
        reason: `Its class ${JSON.stringify(own)} is not among the classes ${listSome(order)}.`,
      });
    } else {
      photos.push({file, name, label});
    }
  }
  const folder = {directory, classes: order, photos, skipped, maxPixels};
  if (classes !== undefined && requireEveryClass) {
    checkEachHasPhotos(where, folder, found);
  }
  return folder;
}

/** Lists the photos of a directory without labels, for predictions: folders have no meaning. */
export async function unlabeledPhotos(
  directory: string,
  options: PhotoFolderOptions = {},
): Promise<PhotoFolder> {
  const {names, skipped, maxPixels} = await listPhotos(directory, options);
  const photos = names.map(name => ({file: join(directory, ...name.split('/')), name, label: -1}));
  return {directory, classes: [], photos, skipped, maxPixels};
}

async function listPhotos(
  directory: string,
  {classes, maxPixels = DEFAULT_MAX_PIXELS}: PhotoFolderOptions,
): Promise<{where: string; names: string[]; skipped: SkippedPhoto[]; maxPixels: number}> {
  checksFor('photoFolder').text('directory', directory);
  const where = `photoFolder ${JSON.stringify(directory)}`;
  checksFor(where).integer('maxPixels', maxPixels, 1);
  checkClasses(where, classes);
  const listed = await listFiles(directory, {where, keep: classes});
  const {skipped} = listed;
  const names = await imagesAmong(directory, listed.names, skipped);
  if (names.length === 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where,
      problem: 'there is no photo in this directory.',
      expected: 'files such as cat/1.jpg or cat.1.jpg (JPEG, PNG, WEBP, GIF, TIFF, AVIF, BMP)',
      received:
        skipped.length === 0 ? 'an empty directory' : `${skipped.length} files, none of them an image`,
      fix: 'pass the directory that holds the photos or the class folders',
      details: {skipped},
    });
  }
  return {where, names, skipped, maxPixels};
}

/** Returns the class of each photo where no classes are known. */
function classFound(names: readonly string[]): (name: string) => string | undefined {
  return labelOrigin(names) === 'folder' ? classFromFolder : classFromName;
}

/** The folders of a divided data set are no classes: a network would learn to tell training photos from others. */
function refuseSplit(where: string, directory: string, names: readonly string[]): void {
  const folders = [...new Set(names.map(classFromFolder).filter(name => name !== undefined))];
  const split = splitFolders(folders);
  if (split === undefined) {
    return;
  }
  const {training, validation, test = validation} = split;
  const path = (folder = ''): string => JSON.stringify(join(directory, folder));
  throw new AlexNetError({
    code: 'bad-data',
    where,
    problem: 'this data set is divided already: its folders are no classes.',
    expected: 'a directory of class folders, as one of its folders is',
    received: `the folders ${listSome(folders)}`,
    fix: `pass one of them: ${path(training)} to train, ${path(test)} to evaluate`,
    details: {split},
  });
}

function checkClasses(where: string, classes: readonly string[] | undefined): void {
  if (classes === undefined) {
    return;
  }
  const check = checksFor(where);
  classes.forEach((name, i) => check.text(`classes[${i}]`, name));
  if (classes.length === 0 || new Set(classes).size !== classes.length) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'the list of classes is empty or names one twice.',
      expected: 'at least one class, each once',
      received: listSome(classes),
      fix: 'name each class once, or leave the list out to take the names that are found',
    });
  }
}

/** Throws if a requested class has no photo: its name is misspelled, or the directory is the wrong one. */
function checkEachHasPhotos(where: string, folder: PhotoFolder, found: readonly string[]): void {
  const counts = countPerClass(folder);
  const without = folder.classes.filter((_, i) => counts[i] === 0);
  const [first] = without;
  // A directory without any label is one to predict on, not one with missing classes.
  if (first === undefined || found.length === 0) {
    return;
  }
  const near = nearest(
    first,
    found.filter(name => !folder.classes.includes(name)),
  );
  throw new AlexNetError({
    code: 'bad-data',
    where,
    problem: `there is no photo of class ${listSome(without.map(name => JSON.stringify(name)))}.`,
    expected: `photos of each of ${listSome(folder.classes)}`,
    received: `photos of ${listSome(found)}`,
    fix: near === undefined ? 'name only classes that have photos' : `did you mean ${JSON.stringify(near)}?`,
  });
}

/** Returns the files that are images by their name or by their first bytes; the others go to `skipped`. */
async function imagesAmong(
  directory: string,
  names: readonly string[],
  skipped: SkippedPhoto[],
): Promise<string[]> {
  const images: string[] = [];
  for (let start = 0; start < names.length; start += SNIFF_AT_ONCE) {
    const some = names.slice(start, start + SNIFF_AT_ONCE);
    const reasons = await Promise.all(
      some.map(async name => (IMAGE_ENDING.test(name) ? undefined : whyNoImage(join(directory, name)))),
    );
    some.forEach((name, i) => {
      const reason = reasons[i];
      if (reason === undefined) {
        images.push(name);
      } else {
        skipped.push({file: join(directory, name), reason});
      }
    });
  }
  return images;
}

async function whyNoImage(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file);
    try {
      const start = Buffer.alloc(18);
      await handle.read(start, 0, start.length, 0);
      return looksLikeImage(start)
        ? undefined
        : 'It is not an image: neither its name nor its first bytes are those of one.';
    } finally {
      await handle.close();
    }
  } catch (error) {
    return describeSystemError(error);
  }
}

/** Whether bytes start as those of JPEG, PNG, GIF, TIFF (both byte orders), BMP, WEBP and AVIF or HEIF. */
function looksLikeImage(start: Buffer): boolean {
  const text = start.toString('latin1');
  return (
    ['\xff\xd8\xff', '\x89PNG', 'GIF8', 'II*\0', 'MM\0*'].some(magic => text.startsWith(magic)) ||
    (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') ||
    isBmp(start) ||
    /^ftyp(avif|avis|heic|heix|hevc|mif1|msf1)/.test(text.slice(4))
  );
}
