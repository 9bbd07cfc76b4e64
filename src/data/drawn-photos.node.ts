import {readdir, rename, rm, writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {dirname, join} from 'node:path';
import type {default as createSharp} from 'sharp';
import {checksFor} from '../core/check';
import {installLine} from '../core/install-line';
import {temporaryPath} from '../disk/atomic-file.node.js';
import {makeDirectory} from '../disk/make-directory.node.js';
import {AlexNetError} from '../errors';
import {describeSystemError, sentence} from '../disk/describe-system-error.node.js';
import type {AnimalKind} from '../drawing/drawn-animal';
import {drawScene, sceneStream} from '../drawing/drawn-scene';

/** Options of {@link drawCatsAndDogs}. */
export interface DrawnPhotosOptions {
  /** Number of images, half of them cats (one more where the number is odd). Integer, ≥ 2. Default 400. */
  count?: number;
  /** Seed of the drawings. Default 1. */
  seed?: number;
  /** Height and width of an image in pixels. Integer, 16–2048. Default 96. */
  sizePx?: number;
  /** Called after each image. */
  onProgress?: (done: number, total: number) => void;
  /** Stops the drawing and removes what was written. */
  signal?: AbortSignal;
}

/** Result of {@link drawCatsAndDogs}. */
export interface DrawnPhotosReport {
  /** Number of images. */
  files: number;
  /** The class folders. */
  classes: readonly AnimalKind[];
}

const WHERE = 'drawCatsAndDogs';
const CLASSES: readonly AnimalKind[] = ['cat', 'dog'];
/** JPEG quality at which lines have no visible blocks around them, at 4 kB per image. */
const JPEG_QUALITY = 92;

type SharpFactory = typeof createSharp;

/**
 * Draws cats and dogs into the class folders `dir/cat` and `dir/dog`: JPEGs for a first training without a download.
 *
 * Shape alone tells the two apart: pointed ears, whiskers, slit pupils and a long tail against hanging ears, a long
 * muzzle and a short tail. Place, size, tilt, pose, colors, markings, clothes, light and background are drawn from the
 * same distributions for both, so that the accuracy of a linear classifier of the pixels is little above chance
 * (`linearBaseline`: about 0.6).
 *
 * The same seed draws the same images, and with the same version of sharp the same bytes. Image i does not depend on
 * the count. Another seed draws other images: for a validation set, draw a second set.
 *
 * The folder appears when it is complete: images are drawn beside it and moved at the end.
 *
 * @example
 * await drawCatsAndDogs('runs/drawn/train', {count: 600, seed: 1});
 * await drawCatsAndDogs('runs/drawn/test', {count: 200, seed: 2});
 */
export async function drawCatsAndDogs(
  dir: string,
  {count = 400, seed = 1, sizePx = 96, onProgress, signal}: DrawnPhotosOptions = {},
): Promise<DrawnPhotosReport> {
  const check = checksFor(WHERE);
  check.text('dir', dir);
  check.integer('count', count, 2);
  check.integer('seed', seed, -Infinity);
  check.integer('sizePx', sizePx, 16, 2048);
  const sharp = await loadSharp();
  const unfinished = temporaryPath(dir);
  try {
    await refuseNonEmpty(dir);
    for (const kind of CLASSES) {
      await makeDirectory(join(unfinished, kind));
    }
    await drawAll(sharp, unfinished, {count, seed, sizePx, onProgress, signal});
    // An empty folder is replaced; any other was refused above, and rename refuses it again.
    await rename(unfinished, dir);
  } catch (cause) {
    // A failure to remove the folder must not hide the first error.
    await rm(unfinished, {recursive: true, force: true}).catch(() => undefined);
    if (cause instanceof AlexNetError || signal?.aborted === true) {
      throw cause;
    }
    throw new AlexNetError({
      code: 'io',
      where: WHERE,
      problem: `the images could not be written to ${dir}.`,
      expected: 'a folder that can be made, with room for about 4 kB per image',
      received: describeSystemError(cause),
      fix: 'name another folder, or make room',
      cause,
    });
  }
  return {files: count, classes: CLASSES};
}

async function drawAll(
  sharp: SharpFactory,
  dir: string,
  {
    count,
    seed,
    sizePx,
    onProgress,
    signal,
  }: Required<Pick<DrawnPhotosOptions, 'count' | 'seed' | 'sizePx'>> & DrawnPhotosOptions,
): Promise<void> {
  let next = 0;
  let done = 0;
  const digits = String(count - 1).length;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      signal?.throwIfAborted();
      const kind = CLASSES[index % CLASSES.length] ?? 'cat';
      const scene = drawScene(kind, sceneStream(seed, index), sizePx);
      const bytes = await sharp(Buffer.from(scene)).jpeg({quality: JPEG_QUALITY}).toBuffer();
      await writeFile(join(dir, kind, `${kind}.${String(index).padStart(digits, '0')}.jpg`), bytes);
      done += 1;
      onProgress?.(done, count);
    }
  };
  const workers = await Promise.allSettled(
    Array.from({length: Math.min(count, availableParallelism())}, worker),
  );
  for (const result of workers) {
    if (result.status === 'rejected') {
      throw result.reason;
    }
  }
}

async function refuseNonEmpty(dir: string): Promise<void> {
  let entries: string[];
  try {
    entries = await readdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      await makeDirectory(dirname(dir));
      return;
    }
    throw error;
  }
  if (entries.length > 0) {
    throw new AlexNetError({
      code: 'bad-state',
      where: WHERE,
      problem: `${dir} is not empty, and nothing in it is overwritten.`,
      expected: 'a folder that is empty or not there yet',
      received: `${entries.length} entries, the first "${entries.sort()[0] ?? ''}"`,
      fix: 'name another folder, or remove this one',
    });
  }
}

/** Loads sharp when the first image is drawn: it is an optional package. */
async function loadSharp(): Promise<SharpFactory> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new AlexNetError({
      code: 'unsupported',
      where: WHERE,
      problem: 'images are drawn by the package sharp, which is not installed here.',
      expected: 'sharp 0.35 or later',
      received: sentence(cause instanceof Error ? cause.message : String(cause)),
      fix: installLine('sharp@^0.35.0'),
      cause,
    });
  }
}
