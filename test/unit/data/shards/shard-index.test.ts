import {describe, expect, it} from 'vitest';
import {
  contentsName,
  indexFields,
  parseShardContents,
  parseShardsIndex,
  type ShardContents,
  type ShardsIndex,
} from '../../../../src/data/shards/shard-index';

const DIGEST = '0'.repeat(64);
const record = {url: 's.tar', nsamples: 1, filesize: 3072, sha256: DIGEST, index: 's.json'};
const index: ShardsIndex = {
  plan: 'p',
  classes: ['cat', 'dog'],
  counts: [1, 0],
  photos: 1,
  shardlist: [record],
  skipped: [],
};
const photo = {key: '0', name: 'cat/1.jpg', label: 1, offset: 512, size: 10, sha256: DIGEST};
const contents: ShardContents = {
  plan: 'p',
  shard: 's.tar',
  bytes: 3072,
  shardSha256: DIGEST,
  first: 0,
  next: 1,
  photos: [photo],
  skipped: [],
};

describe('the index of shards', () => {
  it('is read as it was written, with the fields of WebDataset', () => {
    const fields = indexFields(index, {seed: 1});
    expect(fields).toMatchObject({__kind__: 'wids-shard-index-v1', wids_version: 1, settings: {seed: 1}});
    expect(parseShardsIndex(JSON.parse(JSON.stringify(fields)), 'i')).toEqual(index);
    expect(parseShardContents(contents, 'i', record, 2)).toEqual(contents);
    expect(contentsName('shard-000001.tar')).toBe('shard-000001.json');
  });

  it.each<[string, object]>([
    ['no object', []],
    ['a path that leads elsewhere', {...index, shardlist: [{...record, url: '../s.tar'}]}],
    ['an index elsewhere', {...index, shardlist: [{...record, index: 'http://x/s.json'}]}],
    ['a huge count', {...index, photos: 1e12, counts: [1e12, 0]}],
    ['a negative size', {...index, shardlist: [{...record, filesize: -1}]}],
    ['a count for each class but one', {...index, counts: [1]}],
    ['a shard twice', {...index, photos: 2, counts: [2, 0], shardlist: [record, record]}],
  ])('is refused with %s', (_, value) => {
    expect(() => parseShardsIndex(value, 'shards.json')).toThrow(
      /shard shards\.json: (this is not|its counts)/,
    );
  });

  it.each<[string, object]>([
    ['another shard', {...contents, shard: 't.tar'}],
    ['another digest', {...contents, shardSha256: '1'.repeat(64)}],
    ['a photo more', {...contents, photos: [photo, photo]}],
    ['a photo beyond the end', {...contents, photos: [{...photo, offset: 3070}]}],
    ['a label beyond the classes', {...contents, photos: [{...photo, label: 2}]}],
    ['a size that is no number', {...contents, photos: [{...photo, size: '9'}]}],
  ])('of one shard is refused with %s', (_, value) => {
    expect(() => parseShardContents(value, 's.json', record, 2)).toThrow(
      /shard s\.json: (this index does not belong|the photo "cat\/1\.jpg" lies outside)/,
    );
  });
});
