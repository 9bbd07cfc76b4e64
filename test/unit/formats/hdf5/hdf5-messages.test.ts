import {describe, expect, it} from 'vitest';
import {ByteReader} from '../../../../src/formats/byte-reader';
import {
  hasLinkHeap,
  NOWHERE,
  readFill,
  readFilters,
  readLayout,
  readLink,
  readShape,
  readType,
} from '../../../../src/formats/hdf5/hdf5-messages';
import {SourceFile} from '../../../../src/formats/source-file';
import {joinBytes, uint64, utf8} from '../../../support/weight-bytes';

const message = (...parts: (readonly number[] | Uint8Array)[]): ByteReader => {
  const bytes = joinBytes(...parts);
  return new ByteReader(new SourceFile('read', bytes), bytes, 'a message');
};
const ALL = new Uint8Array(8).fill(255);

describe('messages of HDF5', () => {
  it('state shape and type of a dataset', () => {
    expect(readShape(message([1, 2, 0, 0, 0, 0, 0, 0], uint64(3), uint64(4)))).toEqual([3, 4]);
    expect(readShape(message([2, 1, 0, 1], uint64(5)))).toEqual([5]);
    expect(readType(message([0x11, 1, 0, 0, 4, 0, 0, 0]))).toEqual({type: 'float32', littleEndian: false});
    expect(readType(message([0x10, 8, 0, 0, 2, 0, 0, 0])).type).toBe('int16');
    expect(readType(message([0x19, 0, 0, 0, 16, 0, 0, 0])).type).toBeUndefined();
  });

  it('state where values lie', () => {
    expect(readLayout(message([3, 0, 1, 0, 9]))).toEqual({kind: 'compact', bytes: Uint8Array.of(9)});
    expect(readLayout(message([3, 1], ALL, uint64(8)))).toEqual({
      kind: 'contiguous',
      address: NOWHERE,
      size: 8,
    });
    expect(readLayout(message([3, 2, 2], uint64(64), [5, 0, 0, 0, 4, 0, 0, 0]))).toEqual({
      kind: 'chunks',
      tree: 64,
      chunkShape: [5, 4],
    });
    expect(readLayout(message([4, 2, 0, 2, 1, 5, 4, 1], uint64(64)))).toEqual({
      kind: 'chunk',
      address: 64,
      chunkShape: [5, 4],
      mask: 0,
    });
    expect(readLayout(message([4, 2, 0, 2, 1, 5, 4, 3])).kind).toBe('unread');
    expect(readLayout(message([9])).kind).toBe('unread');
  });

  it('list the filters of both versions', () => {
    const old = message(
      [1, 1, 0, 0, 0, 0, 0, 0],
      [1, 0, 8, 0, 1, 0, 1, 0],
      utf8('deflate\0'),
      [6, 0, 0, 0],
      [0, 0, 0, 0],
    );
    expect(readFilters(old)).toEqual([{id: 1, values: [6]}]);
    const today = message([2, 2], [2, 0, 0, 0, 1, 0, 4, 0, 0, 0], [1, 0, 0, 0, 0, 0]);
    expect(readFilters(today)).toEqual([
      {id: 2, values: [4]},
      {id: 1, values: []},
    ]);
  });

  it('hold the value that is where nothing was written', () => {
    const [size, value] = [[1, 0, 0, 0], [7]];
    expect(readFill(message([2, 1, 1, 1], size, value), false)).toEqual(Uint8Array.of(7));
    expect(readFill(message([2, 1, 1, 0]), false)).toBeUndefined();
    expect(readFill(message([3, 0x20], size, value), false)).toEqual(Uint8Array.of(7));
    expect(readFill(message([3, 0]), false)).toBeUndefined();
    expect(readFill(message(size, value), true)).toEqual(Uint8Array.of(7));
  });

  it('link the members of a group', () => {
    expect(readLink(message([1, 0, 2], utf8('ab'), uint64(96)))).toEqual(['ab', 96]);
    expect(readLink(message([1, 8, 1, 2], utf8('ab')))).toBeUndefined();
    expect(hasLinkHeap(message([0, 0], ALL))).toBe(false);
    expect(hasLinkHeap(message([0, 1], uint64(5), uint64(96)))).toBe(true);
  });
});
