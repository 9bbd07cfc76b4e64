import {tensorSource} from '../data/tensor-source';
import type {ImageSource} from '../data/image-source';
import type {SentImage} from './sendable-images';
import {squareOf} from './square-of';
import type {TrainerPlatform} from './trainer-platform';
import type {TrainerRunImages} from './trainer-types';

/** Labeled images as they are sent to the worker. */
export interface SentSet {
  images: SentImage[];
  labels: number[];
  names: string[];
}

/** Labeled images as squares of one size, one behind the other: what a run is trained on, and saved with. */
export interface SquareSet {
  side: number;
  labels: number[];
  names: string[];
  /** [count, side, side, 3] */
  bytes: Uint8Array;
}

/** Decodes and scales images. Rejects with the signal's reason if it is aborted meanwhile. `onProgress`: images that are done. */
export async function toSquares(
  {images, labels, names}: SentSet,
  side: number,
  platform: Pick<TrainerPlatform, 'decodeSquare'>,
  signal?: AbortSignal,
  onProgress?: (done: number) => void,
): Promise<SquareSet> {
  const size = side * side * 3;
  const bytes = new Uint8Array(images.length * size);
  for (const [at, image] of images.entries()) {
    signal?.throwIfAborted();
    bytes.set(await squareOf(image, side, names[at] ?? String(at), platform), at * size);
    onProgress?.(at + 1);
  }
  return {side, labels, names, bytes};
}

/** The squares as a source for `train`. */
export function sourceOfSquares(
  {side, labels, names, bytes}: SquareSet,
  classes: readonly string[],
): ImageSource {
  return tensorSource(bytes, labels, classes, {imageShape: [side, side, 3], names});
}

/** Some images of a set, by their positions. */
export function pickSquares({side, labels, names, bytes}: SquareSet, indices: readonly number[]): SquareSet {
  const size = side * side * 3;
  const picked = new Uint8Array(indices.length * size);
  for (const [at, index] of indices.entries()) {
    picked.set(bytes.subarray(index * size, (index + 1) * size), at * size);
  }
  return {
    side,
    labels: indices.map(index => labels[index] ?? 0),
    names: indices.map(index => names[index] ?? ''),
    bytes: picked,
  };
}

/** The images of a set one by one, each in memory of its own. */
export function pixelsOf({side, labels, names, bytes}: SquareSet): TrainerRunImages {
  const size = side * side * 3;
  const images = labels.map((_, at) => ({
    data: bytes.slice(at * size, (at + 1) * size),
    width: side,
    height: side,
  }));
  return {images, labels, names};
}
