import {createHash} from 'node:crypto';
import {describe, expect, it} from 'vitest';
import {padding, scanTar} from '../../../../src/data/shards/scan-tar.node';
import {inPieces, paxName, tarBytes, type TarEntry} from '../../../support/tar-bytes';

const PHOTO = Buffer.from('the bytes of a photo');

async function scan(bytes: Uint8Array, declared = bytes.length): ReturnType<typeof scanTar> {
  return scanTar(inPieces(bytes), {
    shard: 'x.tar',
    bytes: declared,
    isText: name => name.endsWith('.cls'),
  });
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('scanTar', () => {
  it('lists files with their places, digests and texts, whatever header their names are in', async () => {
    const long = `${'folder/'.repeat(30)}ähre.jpg`;
    const bytes = tarBytes([
      {name: 'folder/', type: '5'},
      {name: './a.jpg', content: PHOTO},
      {name: 'a.cls', content: '1'},
      paxName(long),
      {name: 'short', content: PHOTO},
      {name: '././@LongLink', type: 'L', content: `${long}2\0`},
      {name: 'short', content: PHOTO},
      {name: 'b.cls', content: '1'.repeat(65)},
    ]);
    const {files, sha256} = await scan(bytes);
    expect(files.map(({name}) => name)).toEqual(['a.jpg', 'a.cls', long, `${long}2`, 'b.cls']);
    for (const {offset, size, sha256: own} of files) {
      expect(digest(bytes.subarray(offset, offset + size))).toBe(own);
    }
    expect(files[0]).toMatchObject({offset: 1024, size: PHOTO.length, text: undefined});
    expect(files.map(({text}) => text)).toEqual([undefined, '1', undefined, undefined, undefined]);
    expect(sha256).toBe(digest(bytes));
    expect([0, 1, 512, 513].map(padding)).toEqual([0, 511, 0, 511]);
  });

  it.each<[string, TarEntry[], RegExp]>([
    ['leads up', [{name: '../a.jpg', content: PHOTO}], /"..\/a.jpg" has a name that leads out/],
    ['leads up inside', [{name: 'x/../../a.jpg'}], /leads out/],
    ['leads up in an extended header', [paxName('../a.jpg'), {name: 'a.jpg'}], /"..\/a.jpg"/],
    ['leads up by backslashes', [{name: 'x\\..\\a.jpg'}], /leads out/],
    ['is absolute', [{name: '/etc/passwd'}], /"\/etc\/passwd" has a name/],
    ['is on a drive', [{name: 'C:/a.jpg'}], /leads out/],
    ['is a link', [{name: 'a.jpg', type: '2', link: '/etc/passwd'}], /is no file: a link[^]*passwd/],
    ['is a hard link', [{name: 'a.jpg', type: '1', link: 'b'}], /is no file: a link/],
    ['is a device', [{name: 'a.jpg', type: '3'}], /a device/],
    [
      'declares a petabyte',
      [{name: 'a.jpg', declares: 2 ** 32}],
      /declares more bytes than the file has[^]*4294967296/,
    ],
    ['declares a long name', [{name: 'x', type: 'x', content: 'x'.repeat(70_000)}], /too long/],
    ['is there twice', [{name: 'a.jpg'}, {name: './a.jpg'}], /"a.jpg" is there twice/],
  ])('names and refuses an entry that %s', async (_, entries, message) => {
    await expect(scan(tarBytes(entries))).rejects.toThrow(message);
    await expect(scan(tarBytes(entries))).rejects.toMatchObject({code: 'bad-data', where: 'shard x.tar'});
  });

  it('refuses an archive that is cut short anywhere', async () => {
    const whole = tarBytes([
      {name: 'a.jpg', content: PHOTO},
      {name: 'a.cls', content: '1'},
    ]);
    for (let length = 0; length < whole.length - 512; length += 128) {
      await expect(scan(whole.subarray(0, length))).rejects.toThrow(/cut short|declares more bytes/);
    }
    await expect(scan(whole.subarray(0, whole.length - 512), whole.length)).rejects.toThrow(/cut short/);
  });

  it('refuses bytes that are no archive, a compressed one, and bytes behind the end', async () => {
    await expect(scan(Buffer.alloc(2048, 7))).rejects.toThrow(/no header of a tar archive at byte 0/);
    await expect(scan(Buffer.from('1f8b0800'.repeat(300), 'hex'))).rejects.toThrow(/gunzip/);
    const flipped = tarBytes([{name: 'a.jpg', content: PHOTO}]);
    flipped[3] = 'x'.charCodeAt(0);
    await expect(scan(flipped)).rejects.toThrow(/no header/);
    const more = Buffer.concat([tarBytes([{name: 'a.jpg'}]), tarBytes([{name: 'b.jpg'}])]);
    await expect(scan(more)).rejects.toThrow(/behind the end/);
  });
});
