import {describe, expect, it} from 'vitest';
import type {PackedPhoto} from '../../../../src/data/photo-list';
import {planSet} from '../../../../src/runs/scale-out/job-plan';

const packed = (path: string, offset: number): PackedPhoto => ({
  bytes: 10,
  sha256: '',
  position: 0,
  isRemote: false,
  place: {path, bytes: 100, offset},
  read: () => Promise.reject(new Error('not read')),
});
const labels = Int32Array.of(0, 1, 0);
const names = ['a', 'b', 'c'];

describe('planSet', () => {
  it('lists the place of each photo in the order of the set, each shard once', () => {
    const photos = [packed('s/1.tar', 7), packed('s/0.tar', 3), packed('s/1.tar', 40)];
    expect(planSet({packed: photos, labels, names}, [1, 2, 1])).toEqual({
      place: 's',
      shards: [
        {url: '1.tar', filesize: 100},
        {url: '0.tar', filesize: 100},
      ],
      shard: [0, 1, 0],
      offset: [7, 3, 40],
      size: [10, 10, 10],
      label: [0, 1, 0],
      weight: [1, 2, 1],
    });
  });

  it('refuses photos that are files, and says how to pack them', () => {
    const {place: _place, ...elsewhere} = packed('s/1.tar', 7);
    expect(() => planSet({packed: [elsewhere], labels, names})).toThrow(/is in no shard/);
    expect(() => planSet({packed: [undefined], labels, names})).toThrow(/alexnet shards --data PHOTOS/);
  });

  it('refuses shards in two folders', () => {
    const photos = [packed('s/1.tar', 7), packed('t/0.tar', 3)];
    expect(() => planSet({packed: photos, labels, names})).toThrow(/shards in s and in t/);
  });
});
