import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseSafetensors} from '../../../../src/formats/safetensors/parse-safetensors';
import {expectAlexNetError} from '../../../support/matchers';
import {floats, joinBytes, safetensors, uint64, utf8} from '../../../support/weight-bytes';

const entry = (begin: number, end: number, shape = [(end - begin) / 4]): object => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

describe('parseSafetensors', () => {
  it('reads tensors in the order of the header, wherever their values lie', () => {
    const bytes = safetensors({b: entry(8, 16, [1, 2]), a: entry(0, 8)}, floats(1, 2, 3, 4));
    expect(parseSafetensors(bytes)).toEqual({
      format: 'safetensors',
      metadata: {},
      arrays: [
        {name: 'b', shape: [1, 2], data: Float32Array.of(3, 4)},
        {name: 'a', shape: [2], data: Float32Array.of(1, 2)},
      ],
    });
  });

  it('reads any number of metadata texts, more than the call stack holds', () => {
    const texts = Object.fromEntries(Array.from({length: 200_000}, (_, i) => [`k${i}`, '']));
    const {metadata} = parseSafetensors(safetensors({a: entry(0, 4), __metadata__: texts}, floats(1)));
    expect(Object.keys(metadata).length).toBe(200_000);
  });

  it('returns arrays that own their memory', () => {
    const bytes = safetensors({a: entry(0, 4)}, floats(1));
    const {arrays} = parseSafetensors(bytes);
    bytes.fill(0);
    expect(arrays[0]!.data[0]).toBe(1);
  });

  it('keeps names that mean something to JavaScript', () => {
    const text = `{"__proto__": ${JSON.stringify(entry(0, 4))}, "__metadata__": {"__proto__": "x"}}`;
    const {arrays, metadata} = parseSafetensors(safetensors(text, floats(1)));
    expect(arrays[0]!.name).toBe('__proto__');
    expect(Object.entries(metadata)).toEqual([['__proto__', 'x']]);
  });

  it.each<[string, Uint8Array, string[]]>([
    ['an empty file', new Uint8Array(0), ['ends too early']],
    ['a header beyond the file', joinBytes(uint64(1000), utf8('{}')), ['1000 bytes', 'at most 2']],
    ['a header of 2⁶³ bytes', joinBytes([0, 0, 0, 0, 0, 0, 0, 128], utf8('{}')), ['longer than the file']],
    ['a header that is a list', safetensors([]), ['not an object']],
    ['metadata that are numbers', safetensors({__metadata__: {a: 1}}), ['__metadata__', '{"a":1}']],
    ['an entry that is a number', safetensors({a: 1}), ['"a"']],
    [
      'a dtype that does not exist',
      safetensors({a: {dtype: 'Q4', shape: [1], data_offsets: [0, 1]}}, new Uint8Array(1)),
      ['"Q4"', 'F16, BF16, F32'],
    ],
    [
      'overlapping ranges',
      safetensors({a: entry(0, 8), b: entry(4, 12)}, floats(1, 2, 3)),
      ['"b"', 'overlaps'],
    ],
    [
      'a tensor twice',
      safetensors(`{"a": ${JSON.stringify(entry(0, 4))}, "a": ${JSON.stringify(entry(0, 4))}}`, floats(1)),
      ['a key twice', '8 keys, of which 4 are left'],
    ],
    ['the same range twice', safetensors({a: entry(0, 4), b: entry(0, 4)}, floats(1)), ['overlaps']],
    [
      'a hole',
      safetensors({a: entry(0, 4), b: entry(8, 12)}, floats(1, 2, 3)),
      ['a hole', 'begin at byte 4'],
    ],
    ['bytes left over', safetensors({a: entry(0, 4)}, floats(1, 2)), ['left over', '8 bytes']],
    ['too few bytes', safetensors({a: entry(0, 8)}, floats(1)), ['ends too early', 'not complete']],
    ['a range that is not the shape', safetensors({a: entry(0, 8, [3])}, floats(1, 2)), ['"a"', '12']],
    ['a range backwards', safetensors({a: entry(4, 0, [1])}, floats(1)), ['"a"', '[4,0]']],
    ['a negative range', safetensors({a: entry(-4, 0)}, floats(1)), ['[-4,0]']],
    ['a size below zero', safetensors({a: entry(0, 4, [-1, -1])}, floats(1)), ['[-1,-1]']],
    [
      'sizes whose product is no number',
      safetensors({a: entry(0, 4, new Array<number>(64).fill(2 ** 31 - 1))}),
      ['"a"'],
    ],
  ])('refuses %s', async (_, bytes, fragments) => {
    await expectAlexNetError(() => parseSafetensors(bytes), 'bad-weights', ...fragments);
  });

  it('says which dtypes have no float32', async () => {
    const bytes = safetensors({a: {dtype: 'F8_E4M3', shape: [1], data_offsets: [0, 1]}}, new Uint8Array(1));
    await expectAlexNetError(() => parseSafetensors(bytes), 'unsupported', '"F8_E4M3"', 'tensor.float()');
  });

  it('reads back any names, shapes and values', () => {
    const tensor = fc.tuple(fc.array(fc.nat(3), {maxLength: 4}), fc.float({noNaN: true}));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), tensor), tensors => {
        let position = 0;
        const values: number[] = [];
        const header = Object.entries(tensors)
          .filter(([name]) => name !== '__metadata__')
          .map(([name, [shape, value]]) => {
            const count = shape.reduce((product, size) => product * size, 1);
            values.push(...new Array<number>(count).fill(value));
            position += 4 * count;
            return [name, entry(position - 4 * count, position, shape)] as const;
          });
        const {arrays} = parseSafetensors(safetensors(Object.fromEntries(header), floats(...values)));
        const found = new Map(arrays.map(array => [array.name, array]));
        for (const [name] of header) {
          const [shape, value] = tensors[name]!;
          expect(found.get(name)?.shape).toEqual(shape);
          expect(found.get(name)?.data.every(number => Object.is(number, value))).toBe(true);
        }
      }),
      {seed: 7},
    );
  });
});
