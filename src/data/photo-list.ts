import type {SkippedPhoto} from './image-source';

/** Largest number of pixels of a photo, so that a small file cannot take all memory: 100 megapixels, more than cameras have. */
export const DEFAULT_MAX_PIXELS = 100_000_000;

/** A photo inside another file, such as a shard. */
export interface PackedPhoto {
  /** Bytes of the encoded photo. */
  readonly bytes: number;
  /** Digest of the encoded photo, in hexadecimal. */
  readonly sha256: string;
  /** Place among all photos of the list: photos are read fastest in this order. */
  readonly position: number;
  /** The shard that it is in, a path or an address, and its first byte there; of no photo of another file. */
  readonly place?: {readonly path: string; readonly bytes: number; readonly offset: number};
  /** Whether it is read over a network. */
  readonly isRemote: boolean;
  /** Reads the encoded photo and compares it with its digest. */
  readonly read: (signal?: AbortSignal) => Promise<Uint8Array>;
}

/** A photo that was found but not yet read. */
export interface Photo {
  /** Path of the file; of a packed photo a name for messages. */
  readonly file: string;
  /** Its path inside the folder, with '/' on every system: the same wherever the folder lies. */
  readonly name: string;
  /** Position in the list's classes; −1 where the photo has no label. */
  readonly label: number;
  /** How it is read, where it is no file of its own. */
  readonly packed?: PackedPhoto;
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
  /** Digest of the index, of photos in shards. */
  readonly checksum?: string;
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
