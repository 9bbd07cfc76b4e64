import {describe, expect, it} from 'vitest';
import {BlockReader} from '../../../../src/data/shards/block-reader';

const BYTES = Uint8Array.from({length: 3_000_000}, (_, i) => (i * i) % 251);

function counting(fails = 0): {reader: BlockReader; reads: [offset: number, length: number][]} {
  const reads: [number, number][] = [];
  const reader = new BlockReader(BYTES.length, async (offset, length) => {
    reads.push([offset, length]);
    await Promise.resolve();
    if (reads.length <= fails) {
      throw new Error('lost');
    }
    return BYTES.slice(offset, offset + length);
  });
  return {reader, reads};
}

describe('BlockReader', () => {
  it('makes reads that follow each other together, and returns the bytes of each', async () => {
    const {reader, reads} = counting();
    const photos = Array.from({length: 200}, (_, i) => [i * 15_000 + 512, 13_000] as const);
    const read = await Promise.all(photos.map(([offset, length]) => reader.read(offset, length)));
    read.forEach((bytes, i) => {
      const [offset, length] = photos[i] ?? [0, 0];
      expect(bytes).toEqual(BYTES.slice(offset, offset + length));
    });
    expect(reads.length).toBeLessThan(10);
  });

  it('makes reads in any other order one by one', async () => {
    const {reader, reads} = counting();
    const photos = Array.from({length: 50}, (_, i) => [((i * 37) % 50) * 60_000, 13_000] as const);
    for (const [offset, length] of photos) {
      expect(await reader.read(offset, length)).toEqual(BYTES.slice(offset, offset + length));
    }
    expect(reads).toEqual(photos);
  });

  it('asks again after a failure', async () => {
    const {reader} = counting(2);
    await expect(reader.read(0, 100)).rejects.toThrow('lost');
    await expect(reader.read(100, 100)).rejects.toThrow('lost');
    expect(await reader.read(200, 100)).toEqual(BYTES.slice(200, 300));
    expect(await reader.read(100, 100)).toEqual(BYTES.slice(100, 200));
  });
});
