import {describe, expect, it} from 'vitest';
import {ByteReader} from '../../../../src/formats/byte-reader';
import {readTextAttribute} from '../../../../src/formats/hdf5/hdf5-text-attribute';
import {SourceFile} from '../../../../src/formats/source-file';
import {joinBytes, uint64, utf8} from '../../../support/weight-bytes';

const readerOf = (bytes: Uint8Array): ByteReader =>
  new ByteReader(new SourceFile('read', bytes), bytes, 'here');
/** A heap of which the second object is a text. */
const HEAP = joinBytes(
  ...[utf8('GCOL'), [1, 0, 0, 0], uint64(80)],
  ...[[1, 0, 0, 0, 0, 0, 0, 0], uint64(3), utf8('no!\0\0\0\0\0')],
  ...[[2, 0, 0, 0, 0, 0, 0, 0], uint64(5), utf8('conv1\0\0\0')],
  ...[new Uint8Array(16)],
);
const attribute = (name: string, type: number, index: number): Uint8Array =>
  joinBytes(
    ...[[1, 0, name.length + 1, 0, 8, 0, 8, 0], utf8(name.padEnd(8, '\0'))],
    ...[[type, 0, 0, 0, 16, 0, 0, 0], new Uint8Array(8)],
    ...[[5, 0, 0, 0], uint64(64), [index, 0, 0, 0]],
  );
const read = (message: Uint8Array): string | undefined =>
  readTextAttribute(readerOf(message), 'name', () => readerOf(HEAP));

describe('readTextAttribute', () => {
  it('takes the text of an attribute out of the heap', () => {
    expect(read(attribute('name', 0x19, 2))).toBe('conv1');
  });

  it('is undefined for another attribute, another type, and a text that is not there', () => {
    expect(read(attribute('dtype', 0x19, 2))).toBeUndefined();
    expect(read(attribute('name', 0x10, 2))).toBeUndefined();
    expect(read(attribute('name', 0x19, 7))).toBeUndefined();
  });
});
