import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {folderStore, listShards} from '../../../../src/data/shards/shard-store.node';
import {temporaryDirectory} from '../../../support/temporary-directory';

describe('folderStore', () => {
  it('reads parts, sizes, texts and whole files of a folder', async () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'b.tar'), 'abcdefgh');
    writeFileSync(join(folder, 'a.tar'), '');
    writeFileSync(join(folder, '.c.tar'), '');
    const store = folderStore(folder);
    expect(await listShards(folder)).toEqual(['a.tar', 'b.tar']);
    expect([await store.sizeOf('b.tar'), await store.readText('b.tar')]).toEqual([8, 'abcdefgh']);
    expect(await store.readText('missing.json')).toBeUndefined();
    const range = {name: 'b.tar', bytes: 8, offset: 2, length: 3};
    expect(Buffer.from(await store.read(range)).toString()).toBe('cde');
    const parts: Uint8Array[] = [];
    for await (const part of store.chunks('b.tar', 8)) {
      parts.push(part);
    }
    expect(Buffer.concat(parts).toString()).toBe('abcdefgh');
    await expect(store.read({...range, offset: 7})).rejects.toThrow(/cut short[^]*10 bytes[^]*8 bytes/);
    await expect(store.sizeOf('missing.tar')).rejects.toThrow(/missing\.tar: there is no such file/);
  });
});
