import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {shardName, ShardWriter} from '../../../../src/data/shards/shard-writer.node';
import {temporaryDirectory} from '../../../support/temporary-directory';

it('ShardWriter writes photos up to the size, and an index that describes them', async () => {
  const out = temporaryDirectory();
  const photo = {file: 'x/cat.1.jpg', name: 'cat.1.jpg', label: 7};
  const jpeg = Buffer.alloc(600, 3);
  const args = {out, shardBytes: 7000, number: 2, first: 40, plan: 'p'};
  const writer = await ShardWriter.create(args);
  expect(writer.fits({position: 40, photo, jpeg: Buffer.alloc(9000)})).toBe(true);
  await writer.add({position: 40, photo, jpeg});
  await writer.add({position: 41, photo: {...photo, name: 'cat.2.jpg'}, jpeg: undefined});
  expect(writer.fits({position: 42, photo, jpeg})).toBe(true);
  expect(writer.fits({position: 42, photo, jpeg: Buffer.alloc(3000)})).toBe(false);
  const contents = await writer.finish(42);
  expect(contents).toMatchObject({first: 40, next: 42, skipped: ['cat.2.jpg'], shard: shardName(2)});
  const [{key, offset, size} = {key: '', offset: 0, size: 0}] = contents.photos;
  expect(key).toBe('000000040');
  expect(readFileSync(join(out, 'shard-000002.tar')).subarray(offset, offset + size)).toEqual(jpeg);
  expect(JSON.parse(readFileSync(join(out, 'shard-000002.json'), 'utf8'))).toMatchObject(contents);

  // Begun again and given up, it leaves neither the old files nor new ones.
  await (await ShardWriter.create(args)).discard();
  expect(readdirSync(out)).toEqual([]);
});
