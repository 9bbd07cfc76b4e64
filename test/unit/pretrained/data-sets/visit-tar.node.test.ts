import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync, gzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {visitTar} from '../../../../src/pretrained/data-sets/visit-tar.node.js';
import {makeTarGz, type Entry} from '../../../support/archives';
import {temporaryDirectory} from '../../../support/temporary-directory';

const root = temporaryDirectory();
const path = join(root, 'a.tar.gz');

async function visited(bytes: Uint8Array, maxBytes = 2 ** 21): Promise<Record<string, string>> {
  writeFileSync(path, bytes);
  const found: Record<string, string> = {};
  await visitTar(path, {
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
const visitedOf = (...entries: Entry[]): Promise<unknown> => visited(makeTarGz(entries));

describe('visitTar', () => {
  it('visits the files in their order, without folders', async () => {
    const long = 'x'.repeat(700_000);
    const found = await visitedOf({name: 'b/'}, {name: 'b/x', content: long}, {name: 'a', content: ''});
    expect(Object.entries(found as object)).toEqual([
      ['b/x', long],
      ['a', ''],
    ]);
  });

  it('continues behind files that nobody reads', async () => {
    writeFileSync(
      path,
      makeTarGz([
        {name: 'a', content: Buffer.alloc(800_000)},
        {name: 'b', content: 'x'},
      ]),
    );
    const names: string[] = [];
    await visitTar(path, {
      maxBytes: 2 ** 20,
      visit: ({name}) => {
        names.push(name);
        return Promise.resolve();
      },
    });
    expect(names).toEqual(['a', 'b']);
  });

  it.each(['../evil', 'a/../../evil', '/etc/evil', 'C:/evil'])('refuses the name %j', async name => {
    await expect(visitedOf({name: 'good', content: 'x'}, {name, content: 'x'})).rejects.toThrow(
      /leads out of the folder/,
    );
  });

  it('refuses links, and more bytes than the data set has, between the files too', async () => {
    await expect(visitedOf({name: 'a', link: '/etc/passwd'})).rejects.toThrow(/a link or a device/);
    const bomb = makeTarGz([{name: 'a', content: Buffer.alloc(5_000_000)}]);
    expect(bomb.length).toBeLessThan(10_000);
    await expect(visited(bomb)).rejects.toThrow(/at most 2097152 bytes/);
    const zeros = gzipSync(Buffer.concat([gunzipSync(makeTarGz([{name: 'a'}])), Buffer.alloc(8_000_000)]));
    await expect(visited(zeros)).rejects.toThrow(/longer than those of the data set/);
  });

  it('refuses what is cut short, damaged or no archive', async () => {
    const content = Buffer.alloc(60_000, 'text that repeats');
    const whole = makeTarGz([{name: 'a', content}]);
    const damaged = gunzipSync(whole);
    damaged[3] = 1;
    const short = gzipSync(gunzipSync(whole).subarray(0, 20_000));
    for (const bytes of [
      whole.subarray(0, whole.length - 9),
      gzipSync(damaged),
      short,
      Buffer.from('no tar'),
    ]) {
      await expect(visited(bytes)).rejects.toMatchObject({code: 'bad-data', where: path});
    }
  });

  it('ends the visit of a file before it ends itself, so that nothing is written later', async () => {
    const whole = makeTarGz([{name: 'a', content: Buffer.alloc(900_000, 'text that repeats')}]);
    const short = gzipSync(gunzipSync(whole).subarray(0, 600_000));
    writeFileSync(path, short);
    let isEnded = false;
    const visit = async (entry: {read(): AsyncIterable<Uint8Array>}): Promise<void> => {
      try {
        for await (const piece of entry.read()) {
          expect(piece.length).toBeGreaterThan(0);
        }
      } finally {
        await new Promise(done => setTimeout(done, 20));
        isEnded = true;
      }
    };
    await expect(visitTar(path, {maxBytes: 2 ** 20, visit})).rejects.toMatchObject({code: 'bad-data'});
    expect(isEnded).toBe(true);
  });

  it('passes errors of the visitor and of the system, and stops with the reason of the signal', async () => {
    writeFileSync(path, makeTarGz([{name: 'a', content: Buffer.alloc(100_000)}, {name: 'b'}]));
    const full = Object.assign(new Error('full'), {code: 'ENOSPC'});
    await expect(
      visitTar(path, {maxBytes: 2 ** 20, visit: () => Promise.reject(full)}),
    ).rejects.toMatchObject({code: 'io', problem: 'the disk is full.'});
    await expect(
      visitTar(join(root, 'none.tar.gz'), {maxBytes: 100, visit: () => Promise.resolve()}),
    ).rejects.toMatchObject({code: 'io'});
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(visitTar(path, {maxBytes: 2 ** 20, visit: () => Promise.resolve(), signal})).rejects.toThrow(
      'enough',
    );
  });
});
