import {mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {directoryStore} from '../../../../src/pretrained/stores/directory-store.node.js';
import {DirectoryLock} from '../../../../src/disk/directory-lock.node.js';
import {describeStoreLaws} from '../../../support/store-laws';
import {temporaryDirectory} from '../../../support/temporary-directory';

const KEY = 'net.training/a.pth';

describe('directoryStore', () => {
  const root = temporaryDirectory();
  let directory = '';
  const make = (): ReturnType<typeof directoryStore> => {
    directory = mkdtempSync(join(root, 'store-'));
    return directoryStore(join(directory, 'cache'));
  };
  describeStoreLaws(make, () => directoryStore(join(directory, 'cache')));

  it('leaves the file and nothing else', async () => {
    const store = make();
    await store.exclusive(KEY, async () => {
      const part = await store.openPartial(KEY);
      await part.restart({url: 'https://weights.test/a.pth'});
      await part.append(Uint8Array.of(1, 2));
      await part.commit();
    });
    expect(readdirSync(join(directory, 'cache/net.training'))).toEqual(['a.pth']);
    expect(store.locate(KEY)).toBe(join(directory, 'cache/net.training/a.pth'));
    expect([...readFileSync(store.locate(KEY))]).toEqual([1, 2]);
  });

  it.each(['', '{', 'null', '{"url": 5}', '{"url": "a", "validator": 5}'])(
    'drops a part of which nobody knows where it is from (%j)',
    async record => {
      const store = make();
      mkdirSync(join(directory, 'cache/net.training'), {recursive: true});
      writeFileSync(`${store.locate(KEY)}.part`, 'abc');
      writeFileSync(`${store.locate(KEY)}.part.json`, record);
      const part = await store.openPartial(KEY);
      expect([part.size, part.origin]).toEqual([0, undefined]);
      await part.close();
    },
  );

  it('takes over from a program that is gone, waits for one that lives, and stops at the signal', async () => {
    const store = make();
    const folder = join(directory, 'cache/net.training');
    mkdirSync(folder, {recursive: true});
    writeFileSync(join(folder, '.lock'), JSON.stringify({pid: 2 ** 22 + 1, host: 'elsewhere', born: ''}));
    const controller = new AbortController();
    let waits = 0;
    const waiting = store.exclusive(KEY, () => Promise.resolve('never'), {
      signal: controller.signal,
      onWait: () => {
        waits++;
        controller.abort(new Error('enough'));
      },
    });
    await expect(waiting).rejects.toMatchObject({message: 'enough'});
    expect(waits).toBe(1);
    writeFileSync(join(folder, '.lock'), 'of nobody');
    expect(await store.exclusive(KEY, () => Promise.resolve('mine'))).toBe('mine');
    await (await DirectoryLock.acquire(folder)).release();
  });

  it('says what to do where it cannot write', async () => {
    const store = make();
    writeFileSync(join(directory, 'cache'), 'a file');
    expect(await store.read(KEY)).toBeUndefined();
    const refused = {code: 'io', fix: expect.stringContaining('--cache or ALEXNET_CACHE') as string};
    await expect(store.exclusive(KEY, () => Promise.resolve(1))).rejects.toMatchObject(refused);
    await expect(store.openPartial(KEY)).rejects.toMatchObject(refused);
  });

  it('refuses a directory where the file should be', async () => {
    const store = make();
    mkdirSync(store.locate(KEY), {recursive: true});
    const content = await store.read(KEY);
    await expect(content?.[Symbol.asyncIterator]().next()).rejects.toMatchObject({code: 'io'});
  });
});
