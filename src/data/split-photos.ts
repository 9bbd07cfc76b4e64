import {checksFor} from '../core/check';
import {RandomStream} from '../core/random';
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import type {Photo, PhotoList} from './photo-list';

/** Result of {@link splitPhotos}. */
export interface PhotoSplit<T extends PhotoList> {
  /** Training set. */
  training: T;
  /** Validation set. */
  validation: T;
}

/**
 * Splits photos into a training set and a validation set; a fraction of each class, chosen at random, is the validation
 * set.
 *
 * Of n photos of a class, round(fraction · n) are validation photos, but at least one and never all where there are two
 * or more; the photo of a class that has only one is a training photo. Photos without a label count as one more class.
 *
 * The split depends on the seed and on the photos' names, not on the order of the directory nor on the place of the
 * folder. Each photo is in exactly one of the two sets, and each set keeps the order of the list. Skipped files are
 * reported with the training set.
 *
 * @example
 * const {training, validation} = splitPhotos(await photoFolder('photos'), 0.2, 1);
 */
export function splitPhotos<T extends PhotoList>(list: T, fraction: number, seed: number): PhotoSplit<T> {
  requireFields('splitPhotos', 'list', list, {
    what: 'a list of photos',
    fields: ['photos', 'classes', 'skipped'],
    fix: 'splitPhotos(await photoFolder(directory), 0.2, 1)',
  });
  const check = checksFor('splitPhotos');
  check.integer('seed', seed, -Infinity);
  if (typeof fraction !== 'number' || !(fraction > 0 && fraction < 1)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'splitPhotos',
      problem: 'this is not a fraction of the photos.',
      expected: 'fraction: a number between 0 and 1, neither of them',
      received: `fraction = ${String(fraction)}`,
      fix: 'set fraction to 0.2: every fifth photo is then a validation photo',
    });
  }
  const perClass = new Map<number, Photo[]>();
  for (const photo of list.photos) {
    const photos = perClass.get(photo.label) ?? [];
    photos.push(photo);
    perClass.set(photo.label, photos);
  }
  const chosen = new Set<Photo>();
  for (const [label, photos] of perClass) {
    const sorted = [...photos].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const wanted = Math.max(1, Math.round(fraction * sorted.length));
    const count = Math.min(wanted, sorted.length - 1);
    const key = list.classes[label] ?? '';
    const order = RandomStream.derive(seed, 'split', key).permutation(sorted.length);
    for (const position of order.subarray(0, count)) {
      const photo = sorted[position];
      if (photo !== undefined) {
        chosen.add(photo);
      }
    }
  }
  return {
    training: {...list, photos: list.photos.filter(photo => !chosen.has(photo))},
    validation: {...list, photos: list.photos.filter(photo => chosen.has(photo)), skipped: []},
  };
}
