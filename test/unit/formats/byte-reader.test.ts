import {describe, expect, it} from 'vitest';
import {ByteReader} from '../../../src/formats/byte-reader';
import {SourceFile} from '../../../src/formats/source-file';
import {expectAlexNetError} from '../../support/matchers';
import {uint64, utf8} from '../../support/weight-bytes';

function readerOf(bytes: Uint8Array): ByteReader {
  return new ByteReader(new SourceFile('read', bytes), bytes, 'the part');
}

describe('ByteReader', () => {
  it('reads numbers one behind the other', () => {
    const reader = readerOf(
      Uint8Array.from([1, 2, 0, 3, 0, 0, 0, 255, 255, 255, 255, ...uint64(2 ** 40), 64, 4, 0, 0, 0, 0, 0, 0]),
    );
    expect(reader.uint8()).toBe(1);
    expect(reader.uint16()).toBe(2);
    expect(reader.uint32()).toBe(3);
    expect(reader.int32()).toBe(-1);
    expect(reader.uint64()).toBe(2 ** 40);
    expect(reader.float64BigEndian()).toBe(2.5);
    expect(reader.left).toBe(0);
  });

  it('returns views, texts and lines', () => {
    const bytes = utf8('größe\nrest');
    const reader = readerOf(bytes);
    expect(reader.line(10)).toBe('größe');
    expect(reader.text(2)).toBe('re');
    expect(reader.take(2).buffer).toBe(bytes.buffer);
  });

  it('never leaves the bytes', async () => {
    const reader = readerOf(new Uint8Array(3));
    await expectAlexNetError(() => reader.uint32(), 'bad-weights', 'the part ends too early', '3 bytes');
    for (const count of [4, -1, NaN, Infinity, 2 ** 53]) {
      await expectAlexNetError(() => reader.take(count), 'bad-weights', `${count} bytes at 0`);
    }
    expect(reader.position).toBe(0);
  });

  it('refuses a line without an end', async () => {
    await expectAlexNetError(() => readerOf(utf8('abcdef')).line(10), 'bad-weights', 'does not end');
    await expectAlexNetError(() => readerOf(utf8('abcdef\n')).line(5), 'bad-weights', 'within 5 bytes');
    expect(readerOf(utf8('abcdef\n')).line(6)).toBe('abcdef');
  });
});
