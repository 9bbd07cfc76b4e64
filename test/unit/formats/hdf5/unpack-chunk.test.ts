import {zlibSync} from 'fflate';
import {describe, expect, it} from 'vitest';
import {areKnown, unpackChunk} from '../../../../src/formats/hdf5/unpack-chunk';
import {SourceFile} from '../../../../src/formats/source-file';
import {expectAlexNetError} from '../../../support/matchers';

const file = new SourceFile('read', new Uint8Array(0));
const BYTES = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const [GZIP, SHUFFLE, CHECKSUM] = [1, 2, 3].map(id => ({id, values: id === 2 ? [4] : []})) as [
  ReturnType<typeof filter>,
  ReturnType<typeof filter>,
  ReturnType<typeof filter>,
];
function filter(id: number): {id: number; values: number[]} {
  return {id, values: []};
}
const unpack = (packed: Uint8Array, filters: {id: number; values: number[]}[], mask = 0): number[] => [
  ...unpackChunk(file, 'a', packed, {filters, mask, byteCount: BYTES.length}),
];
// First bytes of both values, then their second ones.
const SHUFFLED = Uint8Array.of(1, 5, 2, 6, 3, 7, 4, 8);

describe('unpackChunk', () => {
  it('undoes filters from the last to the first, without those that were left out', () => {
    expect(unpack(BYTES, [])).toEqual([...BYTES]);
    expect(unpack(zlibSync(SHUFFLED), [SHUFFLE, GZIP])).toEqual([...BYTES]);
    expect(unpack(SHUFFLED, [SHUFFLE, GZIP], 2)).toEqual([...BYTES]);
    expect(unpack(Uint8Array.of(...zlibSync(BYTES), 0, 0, 0, 0), [GZIP, CHECKSUM])).toEqual([...BYTES]);
  });

  it('refuses more bytes than a chunk has, fewer, and a wrong checksum', async () => {
    await expectAlexNetError(
      () => unpack(zlibSync(new Uint8Array(1e5)), [GZIP]),
      'bad-weights',
      'more bytes',
    );
    await expectAlexNetError(() => unpack(BYTES.subarray(1), []), 'bad-weights', '7 bytes');
    const packed = zlibSync(BYTES);
    packed[packed.length - 1]! ^= 1;
    await expectAlexNetError(() => unpack(packed, [GZIP]), 'bad-weights', 'checksum');
  });
});

describe('areKnown', () => {
  it('knows gzip, shuffle and fletcher32, and no other filter', () => {
    expect(areKnown([GZIP, SHUFFLE, CHECKSUM])).toBe(true);
    expect(areKnown([filter(32000)])).toBe(false);
  });
});
