import {describe, expect, it} from 'vitest';
import {ByteReader} from '../../../../src/formats/byte-reader';
import {listChunks, readChunks, type Hdf5Chunk} from '../../../../src/formats/hdf5/hdf5-chunks';
import {SourceFile} from '../../../../src/formats/source-file';
import {expectAlexNetError} from '../../../support/matchers';
import {floats, joinBytes, uint64, utf8} from '../../../support/weight-bytes';

const file = new SourceFile('read', new Uint8Array(100));
const DATASET = {chunkShape: [2, 2], filters: [], type: 'float32', littleEndian: true} as const;
const chunk = (offset: number[], ...values: number[]): Hdf5Chunk => ({
  offset,
  mask: 0,
  packed: Uint8Array.from(floats(...values)),
});

function arrayOf(chunks: Hdf5Chunk[]): number[] {
  const array = file.allocate('a', [3, 3]);
  readChunks(file, chunks, DATASET, array);
  return [...array.data];
}

describe('readChunks', () => {
  it('puts each chunk in its place, and leaves out what is beyond the end', () => {
    expect(
      arrayOf([
        chunk([0, 0], 1, 2, 4, 5),
        chunk([0, 2], 3, -1, 6, -1),
        chunk([2, 0], 7, 8, -1, -1),
        chunk([2, 2], 9, -1, -1, -1),
      ]),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(arrayOf([chunk([2, 2], 9, 0, 0, 0)])).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 9]);
  });

  it.each([
    ['twice', [chunk([0, 0], 1, 2, 3, 4), chunk([0, 0], 1, 2, 3, 4)]],
    ['outside', [chunk([4, 0], 1, 2, 3, 4)]],
    ['between two places', [chunk([1, 0], 1, 2, 3, 4)]],
    ['that is too short', [chunk([0, 0], 1)]],
  ])('refuses a chunk %s', async (_, chunks) => {
    await expectAlexNetError(() => arrayOf(chunks), 'bad-weights', 'chunk');
  });
});

describe('listChunks', () => {
  const node = (type: number, used: number, ...entries: (readonly number[] | Uint8Array)[]): Uint8Array =>
    joinBytes(utf8('TREE'), [type, 0, used, 0], uint64(0), uint64(0), ...entries);
  const list = (bytes: Uint8Array): Hdf5Chunk[] => {
    const own = new SourceFile('read', bytes);
    const open = (address: number): ByteReader => {
      const reader = new ByteReader(own, bytes, 'here');
      reader.position = address;
      return reader;
    };
    return [...listChunks(own, open, 0, 1)];
  };

  it('reads size, filters that were left out, place and bytes of each chunk', () => {
    const entry = joinBytes([2, 0, 0, 0], [1, 0, 0, 0], uint64(4), uint64(0), uint64(64));
    const bytes = joinBytes(node(1, 1, entry), new Uint8Array(8), [5, 6]);
    expect(list(bytes)).toEqual([{offset: [4], mask: 1, packed: Uint8Array.of(5, 6)}]);
  });

  it('refuses another tree', async () => {
    await expectAlexNetError(() => list(node(0, 0)), 'bad-weights', 'a tree of chunks');
  });
});
