/** Tests that every store of weights must pass. */
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, it} from 'vitest';
import type {WeightStore} from '../../src/pretrained/stores/weight-store';

const ORIGIN = {url: 'https://weights.test/a.pth', validator: '"a"'};
const KEY = 'net.training/a.pth';

/** All bytes of what a store returns. */
export async function allBytes(pieces: AsyncIterable<Uint8Array> | undefined): Promise<number[] | undefined> {
  if (pieces === undefined) {
    return undefined;
  }
  const all: number[] = [];
  for await (const piece of pieces) {
    all.push(...piece);
  }
  return all;
}

/**
 * Tests a store. `make` returns an empty one, `again` the same one as a later program opens it.
 */
export function describeStoreLaws(make: () => WeightStore, again: (store: WeightStore) => WeightStore): void {
  it('has no file before one is committed, then all of it', async () => {
    const store = make();
    const part = await store.openPartial(KEY);
    await part.restart(ORIGIN);
    await part.append(Uint8Array.of(1, 2, 3));
    await part.append(Uint8Array.of(4));
    expect(await allBytes(await store.read(KEY))).toBeUndefined();
    await part.commit();
    await part.close();
    expect(await allBytes(await store.read(KEY))).toEqual([1, 2, 3, 4]);
    expect(await allBytes(await again(store).read(KEY))).toEqual([1, 2, 3, 4]);
    expect(await store.read('net.training/b.pth')).toBeUndefined();
    const next = await store.openPartial(KEY);
    expect(next.size).toBe(0);
    await next.close();
  });

  it('keeps what was appended for a later program, and where it came from', async () => {
    const store = make();
    const part = await store.openPartial(KEY);
    await part.restart(ORIGIN);
    await part.append(Uint8Array.of(1, 2, 3));
    expect(part.size).toBe(3);
    await part.close();
    const found = await again(store).openPartial(KEY);
    expect([found.size, found.origin, await allBytes(found.content())]).toEqual([3, ORIGIN, [1, 2, 3]]);
    await found.append(Uint8Array.of(4));
    expect([found.size, await allBytes(found.content())]).toEqual([4, [1, 2, 3, 4]]);
    await found.commit();
    expect(await allBytes(await store.read(KEY))).toEqual([1, 2, 3, 4]);
  });

  it('drops all bytes at a restart', async () => {
    const store = make();
    const part = await store.openPartial(KEY);
    await part.restart(ORIGIN);
    await part.append(new Uint8Array(100));
    await part.restart({url: 'https://mirror.test/a.pth'});
    expect([part.size, await allBytes(part.content())]).toEqual([0, []]);
    await part.append(Uint8Array.of(9));
    await part.close();
    const found = await again(store).openPartial(KEY);
    expect([found.size, found.origin]).toEqual([1, {url: 'https://mirror.test/a.pth'}]);
    await found.commit();
    expect(await allBytes(await store.read(KEY))).toEqual([9]);
  });

  it('replaces a file as a whole', async () => {
    const store = make();
    for (const bytes of [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5)]) {
      const part = await store.openPartial(KEY);
      await part.restart(ORIGIN);
      await part.append(bytes);
      await part.commit();
    }
    expect(await allBytes(await store.read(KEY))).toEqual([5]);
  });

  it('lets one caller at a time work on a file, reports waiting callers, and continues after a failure', async () => {
    const store = make();
    const done: string[] = [];
    const work = (name: string): Promise<void> =>
      store.exclusive(
        KEY,
        async () => {
          done.push(`${name} begins`);
          // Until the other one has come.
          while (name === 'a' && !done.includes('b waits')) {
            await sleep(5);
          }
          done.push(`${name} ends`);
          if (name === 'a') {
            throw new Error('a fails');
          }
        },
        {onWait: () => done.push(`${name} waits`)},
      );
    const first = work('a').catch(() => undefined);
    await expect.poll(() => done).toContain('a begins');
    await Promise.all([first, work('b')]);
    expect(done).toEqual(['a begins', 'b waits', 'a ends', 'b begins', 'b ends']);
    expect(await store.exclusive(KEY, () => Promise.resolve(7))).toBe(7);
  });
}
