import {tensorSource} from '../data/tensor-source';
import type {ImageSource} from '../data/image-source';
import type {SentImage} from './sendable-images';
import {squareOf} from './square-of';
import type {TrainerPlatform} from './trainer-platform';

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

/** Decodes and scales images. Rejects with the signal's reason if it is aborted meanwhile. */
export async function toSquares(
  {images, labels, names}: SentSet,
  side: number,
  platform: Pick<TrainerPlatform, 'decodeSquare'>,
  signal?: AbortSignal,
): Promise<SquareSet> {
  const size = side * side * 3;
  const bytes = new Uint8Array(images.length * size);
  for (const [at, image] of images.entries()) {
    signal?.throwIfAborted();
    bytes.set(await squareOf(image, side, names[at] ?? String(at), platform), at * size);
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
