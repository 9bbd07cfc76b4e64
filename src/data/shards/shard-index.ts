/**
 * The index of shards: `shards.json` for all of them, and a file beside each shard with its photos. The fields `shardlist`,
 * `url` and `nsamples` are those of WebDataset's own index.
 */
import {show} from '../../core/check';
import {shardError} from './shard-error';

/** Name of the index of all shards. */
export const INDEX_NAME = 'shards.json';
const KIND = 'wids-shard-index-v1';
const VERSION = 1;

/** A photo as the index of its shard lists it. */
export interface IndexedPhoto {
  /** WebDataset's `__key__`. */
  key: string;
  /** Path of the photo in the folder that it comes from. */
  name: string;
  /** Position of its class. */
  label: number;
  /** Position of the first byte of the encoded photo in the shard. */
  offset: number;
  /** Bytes of the encoded photo. */
  size: number;
  /** Digest of the encoded photo, in hexadecimal. */
  sha256: string;
}

/** The index of one shard. */
export interface ShardContents {
  /** Digest of what decides the content of all shards. */
  plan: string;
  /** File name of the shard. */
  shard: string;
  /** Bytes of the shard. */
  bytes: number;
  /** Digest of the shard, in hexadecimal. */
  shardSha256: string;
  /** Position of its first photo among all that are packed, the skipped ones included. */
  first: number;
  /** Position after its last photo. */
  next: number;
  photos: IndexedPhoto[];
  /** Names of the photos from `first` to `next` that could not be read. */
  skipped: string[];
}

/** A shard as the index of all shards lists it. */
export interface ShardRecord {
  /** File name of the shard. */
  url: string;
  /** Number of its photos. */
  nsamples: number;
  /** Bytes of the shard. */
  filesize: number;
  /** Digest of the shard, in hexadecimal. */
  sha256: string;
  /** Name of the index of the shard. */
  index: string;
}

/** The index of all shards. */
export interface ShardsIndex {
  plan: string;
  /** Class names in the order of the labels. */
  classes: string[];
  /** Number of photos of each class. */
  counts: number[];
  /** Number of photos. */
  photos: number;
  shardlist: ShardRecord[];
  /** Files that are not packed: paths in the folder that they come from. */
  skipped: {file: string; reason: string}[];
}

/** The fields of `shards.json`. */
export function indexFields(index: ShardsIndex, settings: object): object {
  return {__kind__: KIND, wids_version: VERSION, name: 'tfjs-alexnet', ...index, settings};
}

/** Name of the index of a shard. */
export function contentsName(shard: string): string {
  return shard.replace(/\.tar$/, '.json');
}

/**
 * Checks the content of `shards.json`.
 *
 * @param path names it in errors.
 */
export function parseShardsIndex(value: unknown, path: string): ShardsIndex {
  const index = fieldsOf(value);
  const {classes, counts, photos, shardlist, skipped = [], plan = ''} = index;
  if (
    !isList(classes, isName) ||
    !isList(counts, isCount) ||
    counts.length !== classes.length ||
    !isCount(photos) ||
    typeof plan !== 'string' ||
    !isList(skipped, isSkipped) ||
    !isList(shardlist, isRecord)
  ) {
    throw shardError(path, {
      problem: 'this is not an index of shards that tells classes, counts and checksums.',
      expected:
        '{"classes": […], "counts": […], "photos": …, "shardlist": [{"url", "nsamples", "filesize", "sha256", "index"}]}',
      received: show(value),
      fix: 'write the shards with alexnet shards, or remove the file: the shards are then read without it',
    });
  }
  const sum = shardlist.reduce((total, {nsamples}) => total + nsamples, 0);
  const counted = counts.reduce((total, count) => total + count, 0);
  if (
    sum !== photos ||
    counted !== photos ||
    new Set(shardlist.map(({url}) => url)).size !== shardlist.length
  ) {
    throw shardError(path, {
      problem: 'its counts do not fit together, or it names a shard twice.',
      expected: `${photos} photos in shards and in classes`,
      received: `${sum} photos in ${shardlist.length} shards, ${counted} in classes`,
    });
  }
  return {classes, counts, photos, shardlist, skipped, plan};
}

/**
 * Checks the index of one shard.
 *
 * @param path names it in errors.
 * @param record the shard as the index of all shards lists it.
 */
export function parseShardContents(
  value: unknown,
  path: string,
  record: ShardRecord,
  classes: number,
): ShardContents {
  const {plan = '', shard, bytes, shardSha256, first, next, photos, skipped = []} = fieldsOf(value);
  if (
    typeof plan !== 'string' ||
    shard !== record.url ||
    bytes !== record.filesize ||
    shardSha256 !== record.sha256 ||
    !isCount(first) ||
    !isCount(next) ||
    !isList(skipped, isName) ||
    !isList(photos, isPhoto) ||
    photos.length !== record.nsamples
  ) {
    throw shardError(path, {
      problem: 'this index does not belong to its shard.',
      expected: `${record.nsamples} photos of ${record.url}, sha256 ${record.sha256}`,
      received: `${Array.isArray(photos) ? photos.length : 'no'} photos of ${show(shard)}, sha256 ${show(shardSha256)}`,
    });
  }
  const wrong = photos.find(({offset, size, label}) => offset + size > record.filesize || label >= classes);
  if (wrong !== undefined) {
    throw shardError(path, {
      problem: `the photo ${show(wrong.name)} lies outside the shard, or has no class.`,
      expected: `bytes up to ${record.filesize}, a label below ${classes}`,
      received: `bytes ${wrong.offset} to ${wrong.offset + wrong.size}, label ${wrong.label}`,
    });
  }
  return {
    plan,
    shard: record.url,
    bytes: record.filesize,
    shardSha256: record.sha256,
    first,
    next,
    photos,
    skipped,
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/** A file beside the index: no path leads elsewhere. */
function isPlainFile(value: unknown, ending: string): value is string {
  return typeof value === 'string' && /^[\w][\w.-]*$/.test(value) && value.endsWith(ending);
}

function isSkipped(value: unknown): value is {file: string; reason: string} {
  const {file, reason} = fieldsOf(value);
  return typeof file === 'string' && typeof reason === 'string';
}

function isRecord(value: unknown): value is ShardRecord {
  const {url, nsamples, filesize, sha256, index} = fieldsOf(value);
  return (
    isPlainFile(url, '.tar') &&
    isPlainFile(index, '.json') &&
    isCount(nsamples) &&
    isCount(filesize) &&
    isDigest(sha256)
  );
}

function isPhoto(value: unknown): value is IndexedPhoto {
  const {key, name, label, offset, size, sha256} = fieldsOf(value);
  return (
    isName(key) && isName(name) && isCount(label) && isCount(offset) && isCount(size) && isDigest(sha256)
  );
}
