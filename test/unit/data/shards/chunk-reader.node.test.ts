import {describe, expect, it} from 'vitest';
import {ChunkReader} from '../../../../src/data/shards/chunk-reader.node';
import {inPieces} from '../../../support/tar-bytes';

const BYTES = Uint8Array.from({length: 100}, (_, i) => i);

describe('ChunkReader', () => {
  it.each([1, 7, 30, 100, 1000])('reads pieces of any length from chunks of %i', async length => {
    const seen: number[] = [];
    const reader = new ChunkReader(inPieces(BYTES, length), part => seen.push(...part));
    expect([...(await reader.take(13))]).toEqual([...BYTES.subarray(0, 13)]);
    expect(await reader.pass(40)).toBe(40);
    expect(reader.position).toBe(53);
    expect([...(await reader.take(1000))]).toEqual([...BYTES.subarray(53)]);
    expect(await reader.some(5)).toBeUndefined();
    expect(await reader.pass(5)).toBe(0);
    expect(seen).toEqual([...BYTES]);
  });

  it('ends the stream when it is closed', async () => {
    let isEnded = false;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        await Promise.resolve();
        yield BYTES;
        yield BYTES;
      } finally {
        isEnded = true;
      }
    }
    const reader = new ChunkReader(chunks(), () => undefined);
    await reader.take(3);
    await reader.close();
    expect(isEnded).toBe(true);
  });
});
