import type {OpenedPhotos} from '../../data/open-photos.node.js';
import {AlexNetError} from '../../errors';

/** The photos of one set of a training job, by their places in shards; column by column, in the order of the set. */
export interface PlannedSet {
  /** Folder or address of the shards. */
  place: string;
  shards: {url: string; filesize: number}[];
  /** Position in `shards`. */
  shard: number[];
  /** First byte of the photo. */
  offset: number[];
  /** Bytes of the photo. */
  size: number[];
  /** Position of its class. */
  label: number[];
  /** Weight in the loss, where photos have one. */
  weight?: number[];
}

/**
 * Returns the places of the photos of a set.
 *
 * @throws bad-data where a photo is not in a shard, or the shards are in more than one folder.
 */
export function planSet(
  {packed, labels, names}: Pick<OpenedPhotos, 'packed' | 'labels' | 'names'>,
  weights?: ArrayLike<number>,
): PlannedSet {
  const positions = new Map<string, number>();
  const set: PlannedSet = {place: '', shards: [], shard: [], offset: [], size: [], label: Array.from(labels)};
  packed.forEach((photo, i) => {
    const place = photo?.place;
    if (photo === undefined || place === undefined) {
      throw refuse(`the photo ${names[i] ?? ''} is in no shard`);
    }
    const {folder, url} = splitPath(place.path);
    if (set.shards.length > 0 && folder !== set.place) {
      throw refuse(`shards in ${set.place} and in ${folder}`);
    }
    set.place = folder;
    let position = positions.get(url);
    if (position === undefined) {
      position = set.shards.length;
      positions.set(url, position);
      set.shards.push({url, filesize: place.bytes});
    }
    set.shard.push(position);
    set.offset.push(place.offset);
    set.size.push(photo.bytes);
  });
  return weights === undefined ? set : {...set, weight: Array.from(weights)};
}

function splitPath(path: string): {folder: string; url: string} {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return {folder: path.slice(0, cut), url: path.slice(cut + 1)};
}

function refuse(received: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-data',
    where: 'writeTrainingJob',
    problem: 'the photos are not in shards of one folder.',
    expected: 'a folder or an address of shards',
    received,
    fix: 'pack the photos: alexnet shards --data PHOTOS --out SHARDS, then --data SHARDS',
  });
}
