import {open, readdir, realpath, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {checksFor, nearest} from '../core/check';
import {labelFinder} from '../core/match-labels';
import {AlexNetError} from '../errors';
import {describeSystemError} from '../disk/describe-system-error.node.js';
import type {SkippedPhoto} from './image-source';
import {classAmong, classFromFolder, classFromName, labelOrigin} from './photo-labels';
import {DEFAULT_MAX_PIXELS, countPerClass, type Photo, type PhotoList} from './photo-list';

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

/** File name extensions of the formats that sharp reads. Of other files the first bytes are checked. */
const IMAGE_ENDING = /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|heic|heif|svg)$/i;

/** How many files with other extensions are opened at a time. */
const SNIFF_AT_ONCE = 16;

/**
 * Lists the photos of a directory and of those inside it, with their labels, without reading them.
 *
 * Labels come from class folders (`cat/1.jpg`, nested to any depth) or from file names (`cat.123.jpg`). A photo
 * with neither has label −1. Hidden files are ignored; links are followed, each directory once. A file that is
 * an image neither by its name nor by its first bytes is listed in `skipped`.
 *
 * @example
 * const folder = await photoFolder('photos', {classes: ['dog', 'cat']});
 * folder.photos[0]; // {file: 'photos/cat/1.jpg', name: 'cat/1.jpg', label: 1}
 */
export async function photoFolder(directory: string, options: PhotoFolderOptions = {}): Promise<PhotoFolder> {
  const {classes, maxPixels = DEFAULT_MAX_PIXELS, requireEveryClass = true} = options;
  checksFor('photoFolder').text('directory', directory);
  const where = `photoFolder ${JSON.stringify(directory)}`;
  checksFor(where).integer('maxPixels', maxPixels, 1);
  checkClasses(where, classes);
  const skipped: SkippedPhoto[] = [];
  const names = await imagesAmong(directory, await listFiles(where, directory, skipped), skipped);
  if (names.length === 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where,
      problem: 'there is no photo in this directory.',
      expected: 'files such as cat/1.jpg or cat.1.jpg (JPEG, PNG, WEBP, GIF, TIFF, AVIF)',
      received:
        skipped.length === 0 ? 'an empty directory' : `${skipped.length} files, none of them an image`,
      fix: 'pass the directory that holds the photos or the class folders',
      details: {skipped},
    });
  }
  const origin = labelOrigin(names);
  const find = labelFinder(classes ?? []);
  const classOf = (name: string): string | undefined =>
    classes !== undefined
      ? classAmong(name, classes, find)
      : origin === 'folder'
        ? classFromFolder(name)
        : classFromName(name);
  const found = [...new Set(names.map(classOf).filter(name => name !== undefined))].sort();
  const order = classes ?? found;
  const photos: Photo[] = [];
  for (const name of names) {
    const own = classOf(name);
    const label = own === undefined ? -1 : order.indexOf(own);
    const file = join(directory, ...name.split('/'));
    if (own !== undefined && label === -1) {
      skipped.push({
        file,
        reason: `Its class ${JSON.stringify(own)} is not among the classes ${order.join(', ')}.`,
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
      received: JSON.stringify(classes),
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
    problem: `there is no photo of class ${without.map(name => JSON.stringify(name)).join(', ')}.`,
    expected: `photos of each of ${folder.classes.join(', ')}`,
    received: `photos of ${found.join(', ')}`,
    fix: near === undefined ? 'name only classes that have photos' : `did you mean ${JSON.stringify(near)}?`,
  });
}

/** Returns the paths of all files in the directory, sorted by code unit, without hidden ones. */
async function listFiles(where: string, directory: string, skipped: SkippedPhoto[]): Promise<string[]> {
  const names: string[] = [];
  const seen = new Set<string>();
  const visit = async (inside: string): Promise<void> => {
    const path = join(directory, inside);
    const real = await realpath(path);
    if (seen.has(real)) {
      return;
    }
    seen.add(real);
    const entries = await readdir(path, {withFileTypes: true});
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries.filter(({name}) => !name.startsWith('.'))) {
      const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
      try {
        const kind = entry.isSymbolicLink() ? await stat(join(directory, name)) : entry;
        if (kind.isDirectory()) {
          await visit(name);
        } else if (kind.isFile()) {
          names.push(name);
        } else {
          skipped.push({file: join(directory, name), reason: 'It is neither a file nor a directory.'});
        }
      } catch (error) {
        skipped.push({file: join(directory, name), reason: describeSystemError(error)});
      }
    }
  };
  try {
    await visit('');
  } catch (cause) {
    const {code = ''} = cause as NodeJS.ErrnoException;
    const problems: Partial<Record<string, string>> = {
      ENOENT: 'there is no such directory.',
      ENOTDIR: 'this is a file, no directory.',
    };
    throw new AlexNetError({
      code: code in problems ? 'bad-data' : 'io',
      where,
      problem: problems[code] ?? 'the directory cannot be listed.',
      expected: 'a directory of photos',
      received: describeSystemError(cause),
      fix:
        code === 'ENOTDIR'
          ? 'pass the directory that the photos lie in'
          : 'check the spelling of the path, and that you may read it',
      cause,
    });
  }
  return names.sort();
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
      const start = Buffer.alloc(16);
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

/** Whether bytes start as those of JPEG, PNG, GIF, TIFF (both byte orders), WEBP and AVIF or HEIF. */
function looksLikeImage(start: Buffer): boolean {
  const text = start.toString('latin1');
  return (
    ['\xff\xd8\xff', '\x89PNG', 'GIF8', 'II*\0', 'MM\0*'].some(magic => text.startsWith(magic)) ||
    (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') ||
    /^ftyp(avif|avis|heic|heix|mif1)/.test(text.slice(4))
  );
}
