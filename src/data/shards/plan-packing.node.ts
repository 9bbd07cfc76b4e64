import {createHash} from 'node:crypto';
import {stat} from 'node:fs/promises';
import {RandomStream} from '../../core/random';
import {AlexNetError} from '../../errors';
import type {SkippedPhoto} from '../image-source';
import {photoFolder} from '../photo-folder.node.js';
import type {Photo} from '../photo-list';
import {encoderVersion} from './encode-photo.node.js';
import {inOrder} from './in-order';

/** The options of `writeShards` that decide what is written, after defaults and checks. */
export interface PackingSettings {
  data: string;
  out: string;
  shardBytes: number;
  shorterSide: number;
  quality: number;
  classes?: readonly string[] | undefined;
  seed: number;
  concurrency: number;
  signal?: AbortSignal | undefined;
}

/** Files whose size is asked for at a time. */
const STATS_AT_ONCE = 64;

/** The photos in the order of the shards, and a digest of all that decides their bytes. */
export interface Packing {
  photos: Photo[];
  classes: readonly string[];
  /** Files that are no photos of these classes. */
  skipped: readonly SkippedPhoto[];
  maxPixels: number;
  /** Digest of photos, options and the encoder. */
  plan: string;
}

/** Lists the photos of a folder and draws their order. */
export async function planPacking(settings: PackingSettings): Promise<Packing> {
  const {data, shardBytes, shorterSide, quality, seed, signal} = settings;
  const folder = await photoFolder(data, {classes: settings.classes});
  const labeled = folder.photos.filter(({label}) => label >= 0);
  const unlabeled = folder.photos.filter(({label}) => label < 0);
  if (labeled.length === 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `photos in ${data}`,
      problem: 'no photo has a label.',
      expected: 'photos in one folder per class (cat/…), or named after it (cat.1.jpg)',
      received: `${folder.photos.length} photos without one`,
      fix: 'put the photos into one folder per class, or name the classes (--classes, or {classes})',
    });
  }
  const order = RandomStream.derive(seed, 'shards').permutation(labeled.length);
  const photos = Array.from(order, index => labeled[index]).filter(photo => photo !== undefined);
  const digest = createHash('sha256');
  const version = await encoderVersion();
  digest.update(JSON.stringify({shardBytes, shorterSide, quality, version, classes: folder.classes}));
  for await (const bytes of inOrder(0, photos.length, STATS_AT_ONCE, index =>
    sizeOf(photos[index]?.file ?? ''),
  )) {
    signal?.throwIfAborted();
    digest.update(`${bytes} `);
  }
  for (const {name, label} of photos) {
    digest.update(JSON.stringify([name, label]));
  }
  return {
    photos,
    classes: folder.classes,
    skipped: [
      ...folder.skipped,
      ...unlabeled.map(({file}) => ({file, reason: 'Its name and folder tell no class.'})),
    ],
    maxPixels: folder.maxPixels,
    plan: digest.digest('hex'),
  };
}

/** Bytes of a file; −1 where there is none. */
export async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({size}) => size,
    () => -1,
  );
}
