import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {visitZip} from '../../../../src/pretrained/data-sets/visit-zip.node.js';
import {makeZip, type Entry} from '../../../support/archives';
import {temporaryDirectory} from '../../../support/temporary-directory';

const root = temporaryDirectory();
const path = join(root, 'a.zip');

async function visited(bytes: Uint8Array, maxBytes = 2 ** 20): Promise<Record<string, string>> {
  writeFileSync(path, bytes);
  const found: Record<string, string> = {};
  await visitZip(path, {
    maxBytes,
    visit: async entry => {
      const pieces: Uint8Array[] = [];
      for await (const piece of entry.read()) {
        pieces.push(piece);
      }
      found[entry.name] = Buffer.concat(pieces).toString();
    },
  });
  return found;
}
const visitedOf = (...entries: Entry[]): Promise<unknown> => visited(makeZip(entries));

describe('visitZip', () => {
  it('visits the files in their order, without folders', async () => {
    const found = await visitedOf({name: 'b/'}, {name: 'b/x', content: 'one'}, {name: 'a', content: ''});
    expect(Object.entries(found as object)).toEqual([
      ['b/x', 'one'],
      ['a', ''],
    ]);
  });

  it.each(['../evil', 'a/../../evil', '/etc/evil', 'C:/evil', '..\\evil'])(
    'refuses the name %j',
    async name => {
      await expect(visitedOf({name: 'good', content: 'x'}, {name, content: 'x'})).rejects.toMatchObject({
        code: 'bad-data',
      });
    },
  );

  it('refuses links, and more bytes than the data set has', async () => {
    await expect(visitedOf({name: 'a', link: '/etc/passwd'})).rejects.toThrow(/a link or a device/);
    const bomb = makeZip([{name: 'a', content: Buffer.alloc(5_000_000)}]);
    expect(bomb.length).toBeLessThan(10_000);
    await expect(visited(bomb)).rejects.toThrow(/at most 1048576 bytes/);
  });

  it('refuses a file that is longer than it states, and one without its checksum', async () => {
    const long = Buffer.from(makeZip([{name: 'a', content: Buffer.alloc(5_000_000)}]));
    const directory = long.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    long.writeUInt32LE(100, directory + 24);
    await expect(visited(long)).rejects.toThrow(/cannot be unpacked/);
    const wrong = Buffer.from(makeZip([{name: 'a', content: 'text'}]));
    wrong.writeUInt32LE(1, wrong.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + 16);
    await expect(visited(wrong)).rejects.toThrow(/does not have its checksum/);
  });

  it('refuses what is cut short or no archive, and passes errors of the visitor and of the system', async () => {
    const whole = makeZip([{name: 'a', content: 'text'}]);
    for (const bytes of [whole.subarray(0, whole.length - 5), Buffer.from('no zip'), new Uint8Array(0)]) {
      await expect(visited(bytes)).rejects.toMatchObject({code: 'bad-data', where: path});
    }
    writeFileSync(path, whole);
    const full = Object.assign(new Error('full'), {code: 'ENOSPC'});
    await expect(visitZip(path, {maxBytes: 100, visit: () => Promise.reject(full)})).rejects.toMatchObject({
      code: 'io',
      problem: 'the disk is full.',
    });
    await expect(
      visitZip(join(root, 'none.zip'), {maxBytes: 100, visit: () => Promise.resolve()}),
    ).rejects.toMatchObject({code: 'io'});
  });

  it('stops with the reason of the signal', async () => {
    writeFileSync(path, makeZip([{name: 'a'}, {name: 'b'}]));
    const stop = new AbortController();
    const names: string[] = [];
    const visit = ({name}: {name: string}): Promise<void> => {
      names.push(name);
      stop.abort(new Error('enough'));
      return Promise.resolve();
    };
    await expect(visitZip(path, {maxBytes: 100, visit, signal: stop.signal})).rejects.toThrow('enough');
    expect(names).toEqual(['a']);
  });
});
