import type {SkippedPhoto} from './image-source';

/** Largest number of pixels of a photo, so that a small file cannot take all memory: 100 megapixels, more than cameras have. */
export const DEFAULT_MAX_PIXELS = 100_000_000;

/** A photo that was found but not yet read. */
export interface Photo {
  /** Path of the file. */
  readonly file: string;
  /** Its path inside the folder, with '/' on every system: the same wherever the folder lies. */
  readonly name: string;
  /** Position in the list's classes; −1 where the photo has no label. */
  readonly label: number;
}

/** Photos with labels, none of them read yet; in the order of their names. */
export interface PhotoList {
  /** Class names in the order of the labels; empty where no photo has one. */
  readonly classes: readonly string[];
  /** The photos, in the order of their names by code unit, whatever order the directory lists. */
  readonly photos: readonly Photo[];
  /** Files that are no photos of these classes, each with the reason. */
  readonly skipped: readonly SkippedPhoto[];
  /** Photos with more pixels than this are not decoded. */
  readonly maxPixels: number;
}

/** Returns the number of photos of each class, in the order of the classes. */
export function countPerClass({classes, photos}: Pick<PhotoList, 'classes' | 'photos'>): number[] {
  const counts = classes.map(() => 0);
  for (const {label} of photos) {
    if (label >= 0) {
      counts[label] = (counts[label] ?? 0) + 1;
    }
  }
  return counts;
}
