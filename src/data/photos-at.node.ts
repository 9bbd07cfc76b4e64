import {holdsBinaryImages, openBinaryImages, type ImageSet} from './binary/open-binary-images.node.js';
import {labelBinaryImages} from './binary/read-binary-images.node.js';
import {photoFolder, type PhotoFolderOptions} from './photo-folder.node.js';
import type {PhotoList} from './photo-list';
import {openShards, type OpenShardsOptions} from './shards/open-shards.node.js';
import {labelShards} from './shards/read-shards.node.js';
import {holdsShards} from './shards/shard-location.node.js';

/** Lists the photos of a place, with the classes of the call. */
export type PhotoLister = (options?: PhotoFolderOptions) => Promise<PhotoList>;

/** Options of {@link photosAt}. */
export interface PhotosAtOptions extends OpenShardsOptions {
  /** The set to take of a data set that has both in its files. Default `'test'`: only training takes the training set. */
  set?: ImageSet;
}

/**
 * Opens a place of photos: a folder of them, shards in a folder or at an address, or the binary files of CIFAR-10 or MNIST.
 * Shards and binary files are read once, however often their photos are listed.
 */
export async function photosAt(
  place: string,
  {set = 'test', ...options}: PhotosAtOptions = {},
): Promise<PhotoLister> {
  if (!(await holdsShards(place))) {
    if (!(await holdsBinaryImages(place))) {
      return folderOptions => photoFolder(place, folderOptions);
    }
    const images = await openBinaryImages(place, set);
    return labelOptions => Promise.resolve(labelBinaryImages(images, place, labelOptions));
  }
  const shards = await openShards(place, options);
  return labelOptions => Promise.resolve(labelShards(shards, place, labelOptions));
}
