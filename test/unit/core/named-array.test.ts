import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {countOf, packArrays, unpackArrays, type NamedArray} from '../../../src/core/named-array';
import {expectAlexNetError} from '../../support/matchers';

const SEED = 20121203;

const namedArray = fc
  .tuple(fc.string(), fc.array(fc.integer({min: 0, max: 4}), {maxLength: 3}))
  .chain(([name, shape]) =>
    fc
      .array(fc.float(), {minLength: countOf(shape), maxLength: countOf(shape)})
      .map((values): NamedArray => ({name, shape, data: Float32Array.from(values)})),
  );

describe('named arrays', () => {
  it('counts 1 value in a scalar and 0 in an empty array', () => {
    expect([countOf([]), countOf([2, 3]), countOf([2, 0])]).toEqual([1, 6, 0]);
  });

  it(`come back as they were packed, bit for bit (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.array(namedArray, {maxLength: 5}), arrays => {
        const {bytes, entries} = packArrays(arrays);
        expect(unpackArrays(bytes, JSON.parse(JSON.stringify(entries)) as typeof entries, 'test')).toEqual(
          arrays,
        );
      }),
      {seed: SEED, numRuns: 100},
    );
  });

  it('are packed one behind the other as little-endian float32', () => {
    const {bytes, entries} = packArrays([
      {name: 'a', shape: [], data: Float32Array.of(1)},
      {name: 'b', shape: [2], data: Float32Array.of(-2, 0.5)},
    ]);
    expect([...bytes]).toEqual([0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 0, 63]);
    expect(entries.map(({offset}) => offset)).toEqual([0, 4]);
  });

  it('refuse data that do not fill the shape', async () => {
    await expectAlexNetError(
      () => packArrays([{name: 'a', shape: [3], data: new Float32Array(2)}]),
      'bad-shape',
      '"a"',
      '2 values',
      '[3]',
    );
  });

  it('refuse a list that asks for more or fewer bytes than there are, without allocating', async () => {
    for (const shape of [[1e9, 1e9], [1], [-1], [1.5]]) {
      await expectAlexNetError(
        () => unpackArrays(new Uint8Array(8), [{name: 'a', shape, offset: 0}], 'weights.bin'),
        'bad-weights',
        'weights.bin',
        'damaged',
      );
    }
    await expectAlexNetError(
      () => unpackArrays(new Uint8Array(8), [{name: 'a', shape: [1], offset: 4}], 'weights.bin'),
      'bad-weights',
      'at byte 4',
    );
  });
});
