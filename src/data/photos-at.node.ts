import {photoFolder, type PhotoFolderOptions} from './photo-folder.node.js';
import type {PhotoList} from './photo-list';
import {openShards, type OpenShardsOptions} from './shards/open-shards.node.js';
import {labelShards} from './shards/read-shards.node.js';
import {holdsShards} from './shards/shard-location.node.js';

/** Lists the photos of a place, with the classes of the call. */
export type PhotoLister = (options?: PhotoFolderOptions) => Promise<PhotoList>;

/**
 * Opens a place of photos: a folder of them, or shards in a folder or at an address. Shards are read once, however often
 * their photos are listed.
 */
export async function photosAt(place: string, options: OpenShardsOptions = {}): Promise<PhotoLister> {
  if (!(await holdsShards(place))) {
    return folderOptions => photoFolder(place, folderOptions);
  }
  const shards = await openShards(place, options);
  return labelOptions => Promise.resolve(labelShards(shards, place, labelOptions));
}
