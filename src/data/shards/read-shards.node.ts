import {checksFor, show} from '../../core/check';
import {listSome} from '../../core/list-some';
import {AlexNetError} from '../../errors';
import {countPerClass, DEFAULT_MAX_PIXELS, type Photo, type PhotoList} from '../photo-list';
import type {HttpStoreOptions} from './http-store.node.js';
import {openShards, type OpenedShards} from './open-shards.node.js';

/** Options of {@link readShards}. */
export interface ReadShardsOptions extends LabelShardsOptions, HttpStoreOptions {
  /** Stops. */
  signal?: AbortSignal;
}

/** The options of {@link readShards} that choose photos and labels. */
export interface LabelShardsOptions {
  /**
   * Class names in the order of the labels; photos of others are left out. Default: those of the index. Shards without an
   * index hold numbers only: the first name is class 0, and by default the numbers are the names.
   */
  classes?: readonly string[];
  /** Photos with more pixels are skipped when they are read. Default 100,000,000. */
  maxPixels?: number;
  /** Whether a class of `classes` without a photo is an error. Default true. */
  requireEveryClass?: boolean;
}

/** The photos of shards; see {@link readShards}. */
export interface ShardPhotos extends PhotoList {
  /** The place as it was passed. */
  readonly location: string;
  /** Digest of the index; without one, of the digests of all shards. */
  readonly checksum: string;
}

/**
 * Lists the photos of WebDataset shards with their labels, for `openPhotos`: of a folder or an http address with the index
 * that `writeShards` wrote, or of shards of another program (`train-{000000..000099}.tar`) with `.jpg` and `.cls` entries.
 *
 * Photos are read from the shards when they are needed, each by its place: they are never unpacked. In a folder all bytes are
 * compared with the checksums now; from a server each photo is, when it arrives. A request that fails is made again, beside a
 * slow one a second one starts, and 32 run at a time.
 *
 * @throws bad-data for a shard that is cut short, has a wrong checksum, declares more than it holds, or has entries that other
 * programs would write elsewhere: absolute names, `..`, links.
 *
 * @example
 * const list = await readShards('shards');
 * const photos = await openPhotos(list, {resizeShorterSide: 256});
 */
export async function readShards(location: string, options: ReadShardsOptions = {}): Promise<ShardPhotos> {
  checksFor('readShards').text('location', location);
  return labelShards(await openShards(location, options), location, options);
}

/** Chooses the classes of opened shards. */
export function labelShards(
  shards: OpenedShards,
  location: string,
  options: LabelShardsOptions = {},
): ShardPhotos {
  const {classes: asked, maxPixels = DEFAULT_MAX_PIXELS, requireEveryClass = true} = options;
  const where = `shards ${show(location)}`;
  checksFor(where).integer('maxPixels', maxPixels, 1);
  const known = shards.classes ?? asked ?? numberedClasses(shards, where);
  const classes = asked ?? known;
  const positions = new Map(classes.map((name, label) => [name, label]));
  const photos: Photo[] = [];
  const skipped = [...shards.skipped];
  for (const {label: own, file, name, packed} of shards.samples) {
    const className = known[own];
    const label = className === undefined ? undefined : positions.get(className);
    if (className === undefined) {
      throw new AlexNetError({
        code: 'bad-data',
        where,
        problem: `the label of ${show(name)} is no position in the list of classes.`,
        expected: `a number below ${known.length}`,
        received: String(own),
        fix: 'name all classes, in the order of the labels (--classes, or {classes})',
      });
    }
    if (label === undefined) {
      skipped.push({
        file,
        reason: `Its class ${show(className)} is not among the classes ${listSome(classes)}.`,
      });
    } else {
      photos.push({file, name, label, packed});
    }
  }
  photos.sort((a, b) => (a.name < b.name ? -1 : 1));
  const list = {location, checksum: shards.checksum, classes, photos, skipped, maxPixels};
  if (asked !== undefined && requireEveryClass) {
    requirePhotosOfEach(list, known, where);
  }
  return list;
}

/** Classes of shards that hold numbers only. */
function numberedClasses({samples}: OpenedShards, where: string): string[] {
  const largest = samples.reduce((most, {label}) => Math.max(most, label), -1);
  if (largest >= samples.length) {
    throw new AlexNetError({
      code: 'bad-data',
      where,
      problem: 'there are more classes than photos, by their labels.',
      expected: `labels below ${samples.length}`,
      received: `label ${largest}`,
      fix: 'name the classes, in the order of the labels (--classes, or {classes})',
    });
  }
  return Array.from({length: largest + 1}, (_, label) => String(label));
}

function requirePhotosOfEach(list: ShardPhotos, known: readonly string[], where: string): void {
  const counts = countPerClass(list);
  const without = list.classes.filter((_, label) => counts[label] === 0);
  if (without.length > 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where,
      problem: `there is no photo of class ${listSome(without.map(show))}.`,
      expected: `photos of each of ${listSome(list.classes)}`,
      received: `photos of ${listSome(known)}`,
      fix: 'name only classes that have photos',
    });
  }
}
