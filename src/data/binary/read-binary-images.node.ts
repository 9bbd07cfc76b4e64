import {checksFor, show} from '../../core/check';
import {listSome} from '../../core/list-some';
import {AlexNetError} from '../../errors';
import type {PhotoFolderOptions} from '../photo-folder.node.js';
import {countPerClass, DEFAULT_MAX_PIXELS, type Photo, type PhotoList} from '../photo-list';
import {openBinaryImages, type OpenedBinaryImages} from './open-binary-images.node.js';

/** Options of {@link readBinaryImages}. */
export interface ReadBinaryImagesOptions extends PhotoFolderOptions {
  /** The set of the data set: `'training'` (default) or `'test'`. */
  set?: 'training' | 'test';
}

/**
 * Lists the images of CIFAR-10, CIFAR-100, MNIST and data sets in its format, in their own binary files, for `openPhotos`:
 * those of the training set or of the test set, never of both. `place` is their folder, or one of the files.
 *
 * The classes are those of the file of names, else the labels are numbers; as many names in `classes` as there are
 * numbers name these. The files are read into memory. Gray images are repeated three times; networks of one channel get gray.
 *
 * @throws bad-data for a file that is cut short, or labels that do not fit the images.
 *
 * @example
 * const list = await readBinaryImages('cifar10', {set: 'test'});
 * const images = await openPhotos(list, {resizeShorterSide: 32});
 */
export async function readBinaryImages(
  place: string,
  options: ReadBinaryImagesOptions = {},
): Promise<PhotoList> {
  const check = checksFor('readBinaryImages');
  check.text('place', place);
  check.knownKeys('options', options, ['set', 'classes', 'maxPixels', 'requireEveryClass']);
  const {set = 'training'} = options;
  check.oneOf('set', set, ['training', 'test']);
  return labelBinaryImages(await openBinaryImages(place, set), place, options);
}

/** Chooses the classes of opened images. */
export function labelBinaryImages(
  {images, names, skipped: failed}: OpenedBinaryImages,
  place: string,
  {classes: asked, maxPixels = DEFAULT_MAX_PIXELS, requireEveryClass = true}: PhotoFolderOptions = {},
): PhotoList {
  const where = `images in ${place}`;
  checksFor(where).integer('maxPixels', maxPixels, 1);
  const known =
    names.isNumbers && asked?.length === names.all.length && !asked.some(name => names.all.includes(name))
      ? asked
      : names.all;
  const classes = asked ?? known;
  const positions = new Map(classes.map((name, label) => [name, label]));
  const photos: Photo[] = [];
  const skipped = [...failed];
  for (const {label: own, ...image} of images) {
    const className = known[own] ?? String(own);
    const label = positions.get(className);
    if (label === undefined) {
      const reason = `Its class ${show(className)} is not among the classes ${listSome(classes)}.`;
      skipped.push({file: image.file, reason});
    } else {
      photos.push({...image, label});
    }
  }
  const list = {classes, photos, skipped, maxPixels};
  const counts = countPerClass(list);
  const without = classes.filter((_, label) => counts[label] === 0);
  if (asked !== undefined && requireEveryClass && without.length > 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where,
      problem: `there is no image of class ${listSome(without.map(show))}.`,
      expected: `images of each of ${listSome(classes)}`,
      received: `images of ${listSome(known)}`,
      fix: 'name only classes that have images, or all classes in the order of the labels',
    });
  }
  return list;
}
