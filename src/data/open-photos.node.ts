import {createHash} from 'node:crypto';
import {setMaxListeners} from 'node:events';
import {stat} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {ChannelMoments} from '../core/channel-moments';
import {checksFor} from '../core/check';
import {fingerprintOf} from './fingerprint';
import {MAX_SIDE} from '../core/preprocessing';
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import {decodeSquare, type PhotoLayout} from './decode-photo.node.js';
import {throwIfOfSystem} from '../disk/system-error.node.js';
import {readSquare} from './read-square.node.js';
import {describeSystemError, sentence} from '../disk/describe-system-error.node.js';
import {ImageCache} from './image-cache';
import type {ImageSource, SkippedPhoto} from './image-source';
import {statisticsOf, type ImageStatistics} from './image-statistics';
import type {PackedPhoto, Photo, PhotoList} from './photo-list';

/**
 * Number of photos that are passed to sharp at a time after the first pass. A training step keeps JavaScript busy for a
 * second and more, so the work for sharp's threads must be queued before. A photo in the queue takes no memory.
 */
const DECODES_QUEUED = 256;
/** Photos that are read at a time over a network in the first pass: they are waited for, not computed. */
const REMOTE_AT_ONCE = 64;

/** Options of {@link openPhotos}. */
export interface OpenPhotosOptions {
  /** Side of the square that each photo is scaled and cropped to. Unit: pixels. */
  resizeShorterSide: number;
  /** Memory for decoded photos that are kept. Unit: bytes. Default 1 GiB: 5,461 photos of 256 × 256. */
  cacheBytes?: number;
  /** Memory for photos that are decoded ahead of time because they are not kept. Unit: bytes. Default 256 MiB. */
  prefetchBytes?: number;
  /** Photos that are decoded at a time in the first pass. Default: the number of processors. */
  concurrency?: number;
  /** Called after each photo of the first pass. */
  onProgress?: (progress: OpenPhotosProgress) => void;
  /** Name of these photos in the error that none of them can be read. Default `openPhotos`. */
  name?: string;
  /** Stops the first pass. */
  signal?: AbortSignal;
}

/** Progress of the first pass. */
export interface OpenPhotosProgress {
  /** Photos that were read or skipped so far. */
  done: number;
  /** Photos in the list. */
  total: number;
  /** Photos that were skipped so far. */
  skipped: number;
}

/** Photos that can be read, and their statistics. */
export interface OpenedPhotos extends ImageSource {
  /** Statistics of the square images, as they are read. */
  readonly statistics: ImageStatistics;
  /** One path per photo, where `names` are paths inside the folder. */
  readonly files: readonly string[];
  /** One digest per photo, of its pixels as they are read: equal for equal photos. */
  readonly digests: readonly string[];
  /** Number of photos that are kept in memory; the others are decoded each time. */
  readonly keptCount: number;
  /** Digest of the index, of photos in shards. */
  readonly checksum: string | undefined;
  /** How each photo is read, where it is in a shard. */
  readonly packed: readonly (PackedPhoto | undefined)[];
  /** Returns the file of a photo: its path, or its bytes where it is in a shard. */
  encoded(index: number): Promise<string | Uint8Array>;
}

/**
 * Reads every photo once: tests which can be decoded, keeps them in memory as far as they fit, and measures their mean,
 * standard deviation and principal components. After that the list does not change.
 *
 * A photo that cannot be read is left out and listed, with the reason, in `skipped`; it is an error only if none can be
 * read. sharp decodes in its own threads while JavaScript runs; photos that do not fit into `cacheBytes` are decoded
 * again each time, before they are read if they were passed to `prefetch`.
 *
 * @example
 * const photos = await openPhotos(await photoFolder('photos'), {resizeShorterSide: 256});
 * photos.statistics.mean; // [124.6, 115.9, 106.1], say
 * await photos.read([0, 1]); // 2 · 256 · 256 · 3 bytes
 */
export async function openPhotos(list: PhotoList, options: OpenPhotosOptions): Promise<OpenedPhotos> {
  requireFields('openPhotos', 'list', list, {
    what: 'a list of photos',
    fields: ['photos', 'classes', 'skipped'],
    fix: 'openPhotos(await photoFolder(directory), {resizeShorterSide: 256})',
  });
  requireFields('openPhotos', 'options', options, {
    what: 'the options',
    fields: ['resizeShorterSide'],
    fix: 'openPhotos(list, {resizeShorterSide: 256})',
  });
  const {
    resizeShorterSide: side,
    cacheBytes = 2 ** 30,
    prefetchBytes = 2 ** 28,
    concurrency = list.photos.some(({packed}) => packed?.isRemote) ? REMOTE_AT_ONCE : availableParallelism(),
    onProgress,
    name = 'openPhotos',
    signal,
  } = options;
  const check = checksFor('openPhotos');
  check.integer('resizeShorterSide', side, 1, MAX_SIDE);
  check.finite('cacheBytes', cacheBytes, 0);
  check.finite('prefetchBytes', prefetchBytes, 0);
  check.integer('concurrency', concurrency, 1);
  const bytesPerImage = side * side * 3;
  const {maxPixels} = list;

  const total = list.photos.length;
  const opened: (FirstReading | undefined)[] = Array.from({length: total});
  const failures: (SkippedPhoto | undefined)[] = Array.from({length: total});
  const order = orderOfReading(list.photos);
  const disposal = new AbortController();
  const stop = signal === undefined ? disposal.signal : AbortSignal.any([signal, disposal.signal]);
  // Each photo that is being read listens to it.
  setMaxListeners(0, stop);
  let [next, done, failed, keptCount] = [0, 0, 0, 0];
  const work = async (): Promise<void> => {
    for (let at = next++; at < total; at = next++) {
      signal?.throwIfAborted();
      const i = order[at] ?? 0;
      const photo = list.photos[i];
      if (photo === undefined) {
        continue;
      }
      // A shard that cannot be read is an error, not a photo to be left out.
      const file = await encodedPhoto(photo, stop);
      try {
        const fileBytes = photo.packed?.bytes ?? (await stat(photo.file)).size;
        const {bytes, layout} = await readSquare(file, side, {maxPixels});
        const fits = (keptCount + 1) * bytesPerImage <= cacheBytes;
        keptCount += fits ? 1 : 0;
        const digest = createHash('sha1').update(bytes).digest('base64');
        const moments = new ChannelMoments(3).add(bytes);
        opened[i] = {photo, fileBytes, layout, moments, digest, bytes: fits ? bytes : undefined};
      } catch (error) {
        throwIfOfSystem(`reading ${photo.file}`, error);
        failures[i] = {file: photo.file, reason: reasonOf(error)};
        failed++;
      }
      done++;
      onProgress?.({done, total, skipped: failed});
    }
  };
  try {
    await Promise.all(Array.from({length: Math.min(concurrency, Math.max(1, total))}, work));
  } catch (error) {
    disposal.abort(error);
    throw error;
  }
  for (const [i, failure] of failures.entries()) {
    const photo = list.photos[i];
    if (failure !== undefined && photo !== undefined) {
      signal?.throwIfAborted();
      failures[i] = {
        file: failure.file,
        reason: (await reasonAlone(photo, side, maxPixels)) ?? failure.reason,
      };
    }
  }

  const readings = opened.filter(reading => reading !== undefined);
  const skipped = [...list.skipped, ...failures.filter(failure => failure !== undefined)];
  if (readings.length === 0) {
    throw noneReadable(name, skipped, total);
  }
  const cache = new ImageCache({
    count: readings.length,
    bytesPerImage,
    cacheBytes,
    prefetchBytes,
    concurrency: Math.max(concurrency, DECODES_QUEUED),
    load: async index => {
      const reading = readings[index];
      if (reading === undefined) {
        throw new RangeError(`internal: photo ${index} of ${readings.length}; please report this`);
      }
      const file = await encodedPhoto(reading.photo, stop);
      return (await readSquare(file, side, {maxPixels, layout: reading.layout})).bytes;
    },
  });
  // Sum in the order of the list, not of the decoding, so that rounding is the same in every run.
  const moments = new ChannelMoments(3);
  readings.forEach((reading, i) => {
    moments.merge(reading.moments);
    if (reading.bytes !== undefined) {
      cache.keep(i, reading.bytes);
      reading.bytes = undefined;
    }
  });
  const {classes} = list;
  const imageShape = [side, side, 3] as const;
  return {
    count: readings.length,
    classes,
    imageShape,
    labels: Int32Array.from(readings, ({photo}) => photo.label),
    names: readings.map(({photo}) => photo.name),
    files: readings.map(({photo}) => photo.file),
    digests: readings.map(({digest}) => digest),
    skipped,
    fingerprint: fingerprintOf([
      ...imageShape,
      ...classes,
      ...readings.flatMap(({photo: {name, label, packed}, fileBytes}) => [
        name,
        label,
        fileBytes,
        ...(packed === undefined ? [] : [packed.sha256]),
      ]),
    ]),
    checksum: list.checksum,
    packed: readings.map(({photo}) => photo.packed),
    statistics: statisticsOf(readings.length, moments),
    get keptCount() {
      return cache.keptCount;
    },
    get waitedMs() {
      return cache.waitedMs;
    },
    read: indices => cache.read(indices),
    prefetch: indices => {
      cache.prefetch(indices);
    },
    encoded: async index => {
      const reading = readings[index];
      return reading === undefined ? '' : encodedPhoto(reading.photo, stop);
    },
    dispose: () => {
      cache.dispose();
      disposal.abort();
    },
  };
}

/** Result of the first pass for a photo. */
interface FirstReading {
  photo: Photo;
  fileBytes: number;
  layout: PhotoLayout;
  moments: ChannelMoments;
  digest: string;
  bytes: Uint8Array | undefined;
}

/** The path of a photo, or its bytes where it is in a shard. */
async function encodedPhoto({file, packed}: Photo, signal?: AbortSignal): Promise<string | Uint8Array> {
  return packed === undefined ? file : packed.read(signal);
}

/** The positions of photos in the order in which they are read fastest: that of the list, or of the bytes in shards. */
function orderOfReading(photos: readonly Photo[]): Uint32Array {
  const order = Uint32Array.from(photos, (_, i) => i);
  const placeOf = (i: number): number => photos[i]?.packed?.position ?? 0;
  return order.sort((a, b) => placeOf(a) - placeOf(b) || a - b);
}

/**
 * Returns why one photo cannot be decoded, tested while no other is decoded: libvips has one buffer for all error
 * messages, so of two photos at a time one may get the message of the other. Undefined if it can be decoded or no
 * longer exists.
 */
async function reasonAlone(photo: Photo, side: number, maxPixels: number): Promise<string | undefined> {
  let file: string | Uint8Array;
  try {
    file = await encodedPhoto(photo);
    await (typeof file === 'string' ? stat(file) : undefined);
  } catch {
    return undefined;
  }
  try {
    await decodeSquare(file, side, {maxPixels});
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AlexNetError) {
    // A missing package is no error of one photo: all of them would fail.
    if (error.code === 'unsupported') {
      throw error;
    }
    return sentence(error.problem);
  }
  return describeSystemError(error);
}

function noneReadable(where: string, skipped: readonly SkippedPhoto[], total: number): AlexNetError {
  const [first] = skipped;
  return new AlexNetError({
    code: 'bad-data',
    where,
    problem: 'no photo can be read.',
    expected: 'at least one photo',
    received:
      first === undefined
        ? 'an empty list'
        : `${total} photos and ${skipped.length} skipped files, the first: ${first.file}: ${first.reason}`,
    fix: 'check that the files are photos; `details.skipped` has the reason for each',
    details: {skipped},
  });
}
