import {readdir, readFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {join, relative, sep} from 'node:path';
import {checksFor} from '../../core/check';
import {MAX_SIDE} from '../../core/preprocessing';
import {requireFields} from '../../core/structured-argument';
import {errorCode, ioError, removeStaleTemporaries, writeFileAtomic} from '../../disk/atomic-file.node.js';
import {describeSystemError, sentence} from '../../disk/describe-system-error.node.js';
import {fileDigest, sha256Of} from '../../disk/digest.node.js';
import {DirectoryLock} from '../../disk/directory-lock.node.js';
import {requireWritable} from '../../disk/require-writable.node.js';
import {openSealed, sealJson} from '../../disk/sealed-json.node.js';
import {throwIfOfSystem} from '../../disk/system-error.node.js';
import {AlexNetError} from '../../errors';
import type {SkippedPhoto} from '../image-source';
import type {Photo} from '../photo-list';
import {encodePhoto} from './encode-photo.node.js';
import {inOrder} from './in-order';
import {planPacking, sizeOf, type Packing, type PackingSettings} from './plan-packing.node.js';
import {contentsName, indexFields, INDEX_NAME, type ShardContents, type ShardRecord} from './shard-index';
import {shardName, ShardWriter, type EncodedPhoto} from './shard-writer.node.js';

/** Options of {@link writeShards}. */
export interface WriteShardsOptions {
  /** Folder of photos, with labels from class folders or names: see `photoFolder`. */
  data: string;
  /** Folder for the shards: new, empty, or that of an interrupted call with the same photos and options. */
  out: string;
  /** Largest size of a shard in bytes, unless one photo alone is larger. Default 256 MiB. */
  shardBytes?: number;
  /** Length of the shorter side of the packed photos. Unit: pixels. Default 256 (section 2 of the paper). */
  shorterSide?: number;
  /** Quality of the JPEGs, 1 to 100. Default 90. */
  quality?: number;
  /** Class names in the order of the labels. Default: the names found, in alphabetical order. */
  classes?: readonly string[];
  /** Seed for shuffling the photos. Default 0. */
  seed?: number;
  /** Photos that are encoded at a time. Default: four, or the number of processors if there are more. */
  concurrency?: number;
  /** Stops; the shards that are complete stay, and the next call continues after them. */
  signal?: AbortSignal;
  /** Called after each photo. */
  onProgress?: (progress: WriteShardsProgress) => void;
}

/** Progress of {@link writeShards}. */
export interface WriteShardsProgress {
  /** Photos that are packed or skipped so far, those of an interrupted call included. */
  done: number;
  /** Photos in the folder. */
  total: number;
  /** Photos that were found packed by an interrupted call. */
  found: number;
}

/** Result of {@link writeShards}. */
export interface ShardsReport {
  /** The folder of the shards. */
  out: string;
  /** Number of packed photos. */
  photos: number;
  /** Number of shards. */
  shards: number;
  /** Bytes of all shards. */
  bytes: number;
  /** Class names in the order of the labels. */
  classes: string[];
  /** Number of photos of each class. */
  counts: number[];
  /** Files that are not packed, each with the reason. */
  skipped: SkippedPhoto[];
  /** Digest of the index, in hexadecimal: equal for equal shards. */
  checksum: string;
}

const WHERE = 'writeShards';
const OUR_FILES = /^(shard-\d{6}\.(tar|json)|shards\.json)$/;

/**
 * Packs a folder of photos into WebDataset shards: tar files with a JPEG and a label for each photo, and an index with
 * counts, labels and checksums.
 *
 * The photos are in a random order that depends on the seed alone, so that a reader that shuffles little gets all classes in
 * each batch. The same photos, options and version of sharp make the same bytes. A call that was stopped or killed
 * continues when it is made again, and ends with the same shards. One shard is written at a time, photo by photo.
 *
 * @example
 * const report = await writeShards({data: 'photos', out: 'shards'});
 * console.log(report.photos, report.shards, report.counts);
 */
export async function writeShards(options: WriteShardsOptions): Promise<ShardsReport> {
  const settings = resolveOptions(options);
  const {out, signal, concurrency, shardBytes} = settings;
  const {onProgress} = options;
  const packing = await planPacking(settings);
  const {photos, plan} = packing;
  await requireWritable(join(out, INDEX_NAME));
  const lock = await DirectoryLock.acquireIfPossible(out);
  try {
    await removeStaleTemporaries(out, {all: lock !== undefined, names: OUR_FILES});
    await requireOwn(out, plan);
    const shards: ShardContents[] = [];
    let done = 0;
    while (done < photos.length) {
      signal?.throwIfAborted();
      const found = await completeShard(out, shards.length, done, plan);
      if (found === undefined) {
        break;
      }
      shards.push(found);
      done = found.next;
      onProgress?.({done, total: photos.length, found: done});
    }
    const found = done;
    const encoded = inOrder(done, photos.length, concurrency, async position => {
      signal?.throwIfAborted();
      return encodeOne(photos[position], position, settings, packing.maxPixels);
    });
    let writer: ShardWriter | undefined;
    try {
      for await (const photo of encoded) {
        signal?.throwIfAborted();
        if (writer !== undefined && !writer.fits(photo)) {
          shards.push(await writer.finish(photo.position));
          writer = undefined;
        }
        writer ??= await ShardWriter.create({
          out,
          shardBytes,
          number: shards.length,
          first: photo.position,
          plan,
        });
        await writer.add(photo);
        done++;
        onProgress?.({done, total: photos.length, found});
      }
      if (writer !== undefined) {
        shards.push(await writer.finish(photos.length));
        writer = undefined;
      }
    } finally {
      await writer?.discard();
    }
    return await writeIndex(packing, shards, settings);
  } finally {
    await lock?.release();
  }
}

function resolveOptions(options: WriteShardsOptions): PackingSettings {
  requireFields(WHERE, 'options', options, {
    what: 'the options',
    fields: ['data', 'out'],
    fix: "writeShards({data: 'photos', out: 'shards'})",
  });
  const check = checksFor(WHERE);
  return {
    ...options,
    data: check.text('data', options.data),
    out: check.text('out', options.out),
    shardBytes: check.integer('shardBytes', options.shardBytes ?? 256 * 2 ** 20, 1),
    shorterSide: check.integer('shorterSide', options.shorterSide ?? 256, 1, MAX_SIDE),
    quality: check.integer('quality', options.quality ?? 90, 1, 100),
    seed: check.integer('seed', options.seed ?? 0, -Infinity),
    concurrency: check.integer('concurrency', options.concurrency ?? Math.max(4, availableParallelism()), 1),
  };
}

/** Shards of other photos or options are never mixed with these, nor overwritten. */
async function requireOwn(out: string, plan: string): Promise<void> {
  for (const name of (await readdir(out)).filter(each => each.endsWith('.tar') || OUR_FILES.test(each))) {
    const path = join(out, name.endsWith('.tar') ? contentsName(name) : name);
    const index = (await sizeOf(path)) < 0 ? undefined : await readJson(path);
    if ((index as {plan?: unknown} | undefined)?.plan !== plan) {
      throw otherShards(out, name);
    }
  }
}

function otherShards(out: string, name: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where: `directory ${out}`,
    problem: 'there are shards of other photos, options or another version of sharp.',
    expected: 'a new directory, or that of an interrupted call with the same photos and options',
    received: join(out, name),
    fix: 'choose another directory, or delete the files in this one',
  });
}

/** A file of this library; undefined where it is damaged. A kill leaves whole files only. */
async function readJson(path: string): Promise<unknown> {
  try {
    return openSealed(JSON.parse(await readFile(path, 'utf8')), path);
  } catch (error) {
    if (error instanceof AlexNetError || error instanceof SyntaxError) {
      return undefined;
    }
    throw ioError(`reading ${path}`, error);
  }
}

/** The index of a shard that is complete on the disk and begins with the photo at `first`. */
async function completeShard(
  out: string,
  number: number,
  first: number,
  plan: string,
): Promise<ShardContents | undefined> {
  const shard = shardName(number);
  const path = join(out, contentsName(shard));
  if ((await sizeOf(path)) < 0) {
    return undefined;
  }
  const contents = (await readJson(path)) as ShardContents | undefined;
  const isComplete =
    contents?.plan === plan &&
    contents.first === first &&
    contents.next > first &&
    (await fileDigest(join(out, shard))) === contents.shardSha256;
  return isComplete ? contents : undefined;
}

async function encodeOne(
  photo: Photo | undefined,
  position: number,
  {shorterSide, quality}: PackingSettings,
  maxPixels: number,
): Promise<EncodedPhoto> {
  if (photo === undefined) {
    throw new RangeError(`internal: there is no photo ${position}; please report this`);
  }
  try {
    const jpeg = await encodePhoto(photo.file, {shorterSide, quality, maxPixels});
    return {position, photo, jpeg};
  } catch (error) {
    throwIfOfSystem(`reading ${photo.file}`, error);
    if (error instanceof AlexNetError && error.code === 'unsupported') {
      throw error;
    }
    return {position, photo, jpeg: undefined};
  }
}

/**
 * Why a photo cannot be packed, tested while no other is encoded: libvips has one buffer for all error messages, so of two
 * photos at a time one may get the message of the other, and the same photos would not make the same index.
 */
async function reasonAlone(
  file: string,
  {shorterSide, quality}: PackingSettings,
  maxPixels: number,
): Promise<string> {
  try {
    await encodePhoto(file, {shorterSide, quality, maxPixels});
    return 'It could not be read when the shard was written.';
  } catch (error) {
    return error instanceof AlexNetError ? sentence(error.problem) : describeSystemError(error);
  }
}

async function writeIndex(
  {classes, skipped: listed, plan, maxPixels}: Packing,
  shards: readonly ShardContents[],
  settings: PackingSettings,
): Promise<ShardsReport> {
  const {data, out, shardBytes, shorterSide, quality, seed} = settings;
  const counts = classes.map(() => 0);
  for (const {label} of shards.flatMap(({photos}) => photos)) {
    counts[label] = (counts[label] ?? 0) + 1;
  }
  const photos = counts.reduce((sum, count) => sum + count, 0);
  const skipped = [...listed];
  for (const name of shards.flatMap(contents => contents.skipped)) {
    const file = join(data, ...name.split('/'));
    skipped.push({file, reason: await reasonAlone(file, settings, maxPixels)});
  }
  if (photos === 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where: WHERE,
      problem: 'no photo can be read.',
      expected: 'at least one photo',
      received: `${skipped.length} files, the first: ${skipped[0]?.file ?? ''}: ${skipped[0]?.reason ?? ''}`,
      fix: 'check that the files are photos; `details.skipped` has the reason for each',
      details: {skipped},
    });
  }
  const shardlist: ShardRecord[] = shards.map(({shard, bytes, shardSha256, photos: packed}) => ({
    url: shard,
    nsamples: packed.length,
    filesize: bytes,
    sha256: shardSha256,
    index: contentsName(shard),
  }));
  const index = {
    plan,
    classes: [...classes],
    counts,
    photos,
    shardlist,
    skipped: skipped.map(inFolder(data)),
  };
  const text = `${sealJson(indexFields(index, {shardBytes, shorterSide, quality, seed}), {indent: 1})}\n`;
  const path = join(out, INDEX_NAME);
  if ((await readFile(path, 'utf8').catch(ignoreMissing)) !== text) {
    await writeFileAtomic(path, text);
  }
  return {
    out,
    photos,
    shards: shards.length,
    bytes: shards.reduce((sum, {bytes}) => sum + bytes, 0),
    classes: [...classes],
    counts,
    skipped,
    checksum: sha256Of(text),
  };
}

/** The path of a file in its folder: equal on every machine. */
function inFolder(data: string): (skipped: SkippedPhoto) => SkippedPhoto {
  return ({file, reason}) => ({file: relative(data, file).split(sep).join('/'), reason});
}

function ignoreMissing(error: unknown): string {
  if (errorCode(error) === 'ENOENT') {
    return '';
  }
  throw error;
}
