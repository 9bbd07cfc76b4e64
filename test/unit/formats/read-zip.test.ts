import {describe, expect, it} from 'vitest';
import {readZip} from '../../../src/formats/read-zip';
import {SourceFile} from '../../../src/formats/source-file';
import {cpuSeconds} from '../../support/cpu-time';
import {expectAlexNetError} from '../../support/matchers';
import {joinBytes, uint64, utf8, zip, zipBomb} from '../../support/weight-bytes';

const read = (bytes: Uint8Array): Record<string, string> =>
  Object.fromEntries(
    readZip(new SourceFile('read', bytes)).map(entry => [entry.name, new TextDecoder().decode(entry.read())]),
  );

/** Changes a number in the directory of an archive of one entry: CRC at 16, packed 20, size 24, start 42. */
function withDirectory(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const changed = bytes.slice();
  const directory = changed.findLastIndex(
    (byte, i) => byte === 0x50 && changed[i + 1] === 0x4b && changed[i + 2] === 1 && changed[i + 3] === 2,
  );
  new DataView(changed.buffer).setUint32(directory + at, value, true);
  return changed;
}

const hello = {'a.txt': utf8('hello, hello, hello, hello')};

describe('readZip', () => {
  it('reads stored and deflated entries, and leaves folders out', () => {
    const entries = {
      'a.txt': utf8('hello'),
      'b/': new Uint8Array(0),
      'b/c': utf8('x'.repeat(100_000)),
      d: utf8(''),
    };
    const expected = {'a.txt': 'hello', 'b/c': 'x'.repeat(100_000), d: ''};
    expect(read(zip(entries))).toEqual(expected);
    expect(read(zip(entries, 6))).toEqual(expected);
    expect(read(zip({}))).toEqual({});
  });

  it('returns stored entries as views', () => {
    const bytes = zip(hello);
    const [entry] = readZip(new SourceFile('read', bytes));
    expect(entry!.byteCount).toBe(26);
    expect(entry!.read().buffer).toBe(bytes.buffer);
  });

  it('reads zip64, whose sizes stand beside the ordinary ones', () => {
    const plain = zip({a: utf8('hello')});
    const end = plain.length - 22;
    const view = new DataView(plain.buffer);
    const start = view.getUint32(end + 16, true);
    // The entry's sizes and start move to an extra field, the directory's place to the zip64 end.
    const entry = plain.slice(start, end);
    const extra = joinBytes([1, 0, 24, 0], uint64(5), uint64(5), uint64(0));
    const entryView = new DataView(entry.buffer);
    for (const at of [20, 24, 42]) {
      entryView.setUint32(at, 0xffffffff, true);
    }
    entryView.setUint16(30, extra.length, true);
    const directory = joinBytes(entry, extra);
    const zip64End = joinBytes(
      [0x50, 0x4b, 6, 6],
      uint64(44),
      [45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      uint64(1),
      uint64(1),
      uint64(directory.length),
      uint64(start),
    );
    const locator = joinBytes([0x50, 0x4b, 6, 7, 0, 0, 0, 0], uint64(start + directory.length), [1, 0, 0, 0]);
    const last = plain.slice(end);
    last.set([0xff, 0xff, 0xff, 0xff], 8);
    last.set([0xff, 0xff, 0xff, 0xff], 16);
    expect(read(joinBytes(plain.slice(0, start), directory, zip64End, locator, last))).toEqual({a: 'hello'});
  });

  it('does not check a checksum of 0, which PyTorch writes to say that there is none', () => {
    expect(read(withDirectory(zip(hello), 16, 0))).toEqual({'a.txt': 'hello, hello, hello, hello'});
  });

  it.each<[string, Uint8Array, string[]]>([
    ['no archive', utf8('PK but not a zip'), ['has no end', 'not complete']],
    ['a wrong checksum', withDirectory(zip(hello), 16, 1), ['"a.txt"', 'checksum', '1']],
    ['more bytes than the directory says', withDirectory(zip(hello, 6), 24, 25), ['more than 25 bytes']],
    [
      'fewer bytes than the directory says',
      withDirectory(zip(hello, 6), 24, 27),
      ['expected: 27', 'received: 26'],
    ],
    ['a stored entry of another length', withDirectory(zip(hello), 24, 27), ['expected: 27']],
    ['a size of 4 GB', withDirectory(zip(hello, 6), 24, 0xfffffffe), ['far more memory']],
    ['an entry beyond the directory', withDirectory(zip(hello), 20, 1000), ['"a.txt"', 'overlaps']],
    ['an entry that starts elsewhere', withDirectory(zip(hello), 42, 4), ['"a.txt"']],
    ['a deflate stream cut off', withDirectory(zip(hello, 6), 20, 3), ['cannot be decompressed']],
  ])('refuses %s', async (_, bytes, fragments) => {
    await expectAlexNetError(() => read(bytes), 'bad-weights', ...fragments);
  });

  it('refuses two entries that share bytes, and a name that is there twice', async () => {
    const two = zip({a: utf8('1'), b: utf8('2')});
    // The second entry's start (the last uint32 before its name) is set to the first's.
    const view = new DataView(two.buffer);
    const start = view.getUint32(two.length - 22 + 16, true);
    const second = start + 46 + 1;
    const shared = two.slice();
    new DataView(shared.buffer).setUint32(second + 42, 0, true);
    await expectAlexNetError(() => read(shared), 'bad-weights', 'overlaps another entry');
    const renamed = two.slice();
    renamed[second + 46] = 'a'.charCodeAt(0);
    await expectAlexNetError(() => read(renamed), 'bad-weights', '"a"', 'twice');
  });

  it('does not read an encrypted or otherwise compressed entry', async () => {
    await expectAlexNetError(() => read(withDirectory(zip(hello), 8, 1)), 'unsupported', 'flags 1');
    await expectAlexNetError(() => read(withDirectory(zip(hello), 8, 12 << 16)), 'unsupported', 'method 12');
  });

  it('stops a bomb before it has grown', async () => {
    const bomb = zipBomb('a', 40_000_000);
    expect(bomb.length).toBeLessThan(50_000);
    await expectAlexNetError(() => read(bomb), 'bad-weights', 'far more memory');
    // It says that it is small: what comes out is counted.
    const lying = withDirectory(bomb, 24, 100);
    const seconds = await cpuSeconds(() =>
      expectAlexNetError(() => read(lying), 'bad-weights', 'more than 100 bytes'),
    );
    expect(seconds).toBeLessThan(1);
  });
});
