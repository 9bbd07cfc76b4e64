import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ImageCache, type ImageCacheOptions} from '../../../src/data/image-cache';
import {expectAlexNetError} from '../../support/matchers';

const SIZE = 4;
const image = (index: number): Uint8Array => new Uint8Array(SIZE).fill(index);

/** A cache whose images take one task of the event loop, and a record of the decoded ones. */
function cacheOf(options: Partial<ImageCacheOptions> = {}): {
  cache: ImageCache;
  made: number[];
  atOnce: () => number;
} {
  const made: number[] = [];
  let [running, most] = [0, 0];
  const cache = new ImageCache({
    count: 10,
    bytesPerImage: SIZE,
    cacheBytes: 0,
    prefetchBytes: 0,
    concurrency: 2,
    load: async index => {
      made.push(index);
      most = Math.max(most, ++running);
      await new Promise(resolve => setImmediate(resolve));
      running--;
      return image(index);
    },
    ...options,
  });
  return {cache, made, atOnce: () => most};
}

describe('ImageCache', () => {
  it('returns the same bytes whatever is cached and whatever was decoded ahead', async () => {
    const indices = fc.array(fc.nat(9), {maxLength: 12});
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.nat(60),
        fc.array(fc.tuple(indices, indices), {maxLength: 4}),
        async (cacheBytes, prefetchBytes, rounds) => {
          const {cache, atOnce} = cacheOf({cacheBytes, prefetchBytes});
          for (let i = 0; i < 10; i++) {
            cache.keep(i, image(i));
          }
          expect(cache.keptCount).toBe(Math.min(10, Math.floor(cacheBytes / SIZE)));
          for (const [next, wanted] of rounds) {
            cache.prefetch(next);
            const bytes = await cache.read(wanted);
            expect([...bytes]).toEqual(wanted.flatMap(index => [...image(index)]));
          }
          expect(atOnce()).toBeLessThanOrEqual(2);
        },
      ),
      {seed: 1, numRuns: 100},
    );
  });

  it('makes nothing that it keeps, and nothing twice that was made ahead', async () => {
    const {cache, made} = cacheOf({cacheBytes: 2 * SIZE, prefetchBytes: 3 * SIZE});
    expect([0, 1, 2].map(i => cache.keep(i, image(i)))).toEqual([true, true, false]);
    expect(cache.keep(0, image(0))).toBe(false);
    cache.prefetch([0, 5, 6]);
    cache.prefetch([5, 7, 8]);
    await cache.read([0, 1, 5, 6, 7]);
    // 8 did not fit into the memory for what is ahead.
    expect(made.sort()).toEqual([5, 6, 7]);
  });

  it('serves a reader before what is only made ahead', async () => {
    const {cache, made} = cacheOf({prefetchBytes: 10 * SIZE, concurrency: 1});
    cache.prefetch([1, 2, 3]);
    await cache.read([9]);
    expect(made.slice(0, 2)).toEqual([1, 9]);
  });

  it('counts the time that readers waited, and none where all was kept', async () => {
    let clock = 0;
    const {cache} = cacheOf({cacheBytes: SIZE, now: () => (clock += 7)});
    cache.keep(0, image(0));
    await cache.read([0]);
    expect(cache.waitedMs).toBe(0);
    await cache.read([1]);
    expect(cache.waitedMs).toBe(7);
  });

  it('hands a failure to the reader and tries again the next time', async () => {
    let attempts = 0;
    const {cache} = cacheOf({
      prefetchBytes: 99,
      load: index =>
        ++attempts === 1 ? Promise.reject(new Error('disk on fire')) : Promise.resolve(image(index)),
    });
    cache.prefetch([3]);
    await new Promise(resolve => setImmediate(resolve));
    await expect(cache.read([3])).rejects.toThrow('disk on fire');
    expect([...(await cache.read([3]))]).toEqual([3, 3, 3, 3]);
  });

  it('refuses positions that do not exist, and everything after dispose', async () => {
    const {cache} = cacheOf();
    await expectAlexNetError(
      () => cache.read([1, 10, -1, 0.5]),
      'bad-argument',
      '10, -1, 0.5',
      'from 0 to 9',
    );
    cache.dispose();
    cache.prefetch([1]);
    expect(cache.keep(1, image(1))).toBe(false);
    await expectAlexNetError(() => cache.read([1]), 'bad-state', 'disposed', 'fix: ');
  });
});
