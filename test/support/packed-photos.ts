import {join} from 'node:path';
import {drawCatsAndDogs} from '../../src/data/drawn-photos.node';
import {writeShards} from '../../src/data/shards/write-shards.node';
import {temporaryDirectory} from './temporary-directory';

/** Draws cats and dogs and packs them into shards as small as `alexnet-mini` needs; returns their folder. */
export async function packedPhotos(count: number): Promise<string> {
  const root = temporaryDirectory();
  await drawCatsAndDogs(join(root, 'photos'), {count, seed: 1});
  const out = join(root, 'shards');
  await writeShards({data: join(root, 'photos'), out, shorterSide: 76, shardBytes: 60_000});
  return out;
}
