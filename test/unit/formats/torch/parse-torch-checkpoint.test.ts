import {describe, expect, it} from 'vitest';
import {parseTorchCheckpoint} from '../../../../src/formats/torch/parse-torch-checkpoint';
import {testData} from '../../../support/data';
import {expectAlexNetError} from '../../../support/matchers';
import {integer, pickle, tensor, text} from '../../../support/pickle';
import {byName, floats, joinBytes, uint64, utf8, zip} from '../../../support/weight-bytes';
import {readFileSync} from 'node:fs';

/** A checkpoint of today with one tensor, `w`, in storage 0. */
function checkpoint(piece: Uint8Array, storage = floats(1, 2)): Uint8Array {
  return zip({'x/data.pkl': pickle('}', text('w'), piece, 's'), 'x/data/0': storage});
}

const MAGIC = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** A checkpoint of before 1.6. */
function legacy(piece: Uint8Array, keys: Uint8Array, ...storages: Uint8Array[]): Uint8Array {
  return joinBytes(
    pickle(MAGIC),
    pickle('M', [0xe9, 3]),
    pickle('}'),
    pickle('}', text('w'), piece, 's'),
    keys,
    ...storages,
  );
}

const keyList = pickle('](', text('0'), 'e');

describe('parseTorchCheckpoint', () => {
  it('reads both forms', () => {
    const expected = {w: [[2], [1, 2]]};
    expect(byName(parseTorchCheckpoint(checkpoint(tensor())).arrays)).toEqual(expected);
    const old = legacy(tensor(), keyList, uint64(2), floats(1, 2));
    expect(byName(parseTorchCheckpoint(old).arrays)).toEqual(expected);
  });

  it('reads a view of a storage in an old file', () => {
    // ('storage', FloatStorage, '0', 'cpu', 4, ('v', 1, 2)): two elements from the second on.
    const view = joinBytes(utf8('('), text('v'), integer(1), integer(2), utf8('t'));
    const plain = tensor({count: 4});
    const at = plain.findLastIndex((byte, i) => byte === 0x74 && plain[i + 1] === 0x51);
    const piece = joinBytes(plain.slice(0, at), view, plain.slice(at));
    const bytes = legacy(piece, keyList, uint64(4), floats(1, 2, 3, 4));
    expect(byName(parseTorchCheckpoint(bytes).arrays)).toEqual({w: [[2], [2, 3]]});
  });

  it.each<[string, Uint8Array, string[]]>([
    ['a shape beyond its storage', checkpoint(tensor({shape: [3]})), ['"w"', 'element 2']],
    ['an offset beyond it', checkpoint(tensor({offset: integer(1)})), ['element 2']],
    ['strides beyond it', checkpoint(tensor({strides: [2]})), ['element 2']],
    ['a negative offset', checkpoint(tensor({offset: integer(-1)})), ['offset or strides that are none']],
    ['an offset that is a text', checkpoint(tensor({offset: text('a')})), ['offset or strides']],
    ['negative strides', checkpoint(tensor({strides: [-1]})), ['offset or strides']],
    ['fewer strides than sizes', checkpoint(tensor({strides: []})), ['"w"']],
    ['a negative size', checkpoint(tensor({shape: [-2]})), ['the shape of "w"']],
    ['a storage shorter than it says', checkpoint(tensor({count: 3, shape: [3]})), ['within 8 bytes']],
    ['a storage that is not there', checkpoint(tensor({key: '7'})), ['"7"', 'not in the file']],
    ['a storage of a negative length', checkpoint(tensor({count: -2})), ['not a storage']],
    ['one value repeated 10⁹ times', checkpoint(tensor({shape: [1e9], strides: [0]})), ['far more memory']],
    ['a zip archive of something else', zip({'a.txt': utf8('hello')}), ['data.pkl', '"a.txt"']],
    ['another pickle', pickle('N'), ['ends too early']],
    ['three other pickles', joinBytes(pickle('N'), pickle('N'), pickle('N')), ['no checkpoint', '1001']],
    ['a key of no tensor', legacy(tensor(), pickle('](', text('9'), 'e')), ['"9"']],
    ['no list of keys', legacy(tensor(), pickle('N')), ['list of storages']],
    ['a storage of 2⁶³ values', legacy(tensor(), keyList, uint64(2 ** 62), floats(1)), ['ends too early']],
    ['storages that are missing', legacy(tensor(), keyList), ['ends too early']],
    ['a text', utf8('hello'), ['no checkpoint of PyTorch', '104 101']],
    ['no bytes', new Uint8Array(0), ['no checkpoint']],
  ])('refuses %s', async (_, bytes, fragments) => {
    await expectAlexNetError(() => parseTorchCheckpoint(bytes), 'bad-weights', ...fragments);
  });

  it('refuses a thousand views of one storage that add up', async () => {
    const count = 250_000;
    const pieces = Array.from({length: 1000}, (_, i) => [
      text(`w${i}`),
      tensor({count, shape: [count]}),
      utf8('s'),
    ]);
    const bytes = zip({'x/data.pkl': pickle('}', ...pieces.flat()), 'x/data/0': new Uint8Array(4 * count)});
    await expectAlexNetError(() => parseTorchCheckpoint(bytes), 'bad-weights', 'far more memory');
  });

  it('says that a tar file is too old', async () => {
    const tar = new Uint8Array(1024);
    tar.set(utf8('ustar'), 257);
    await expectAlexNetError(() => parseTorchCheckpoint(tar), 'unsupported', 'tar', 'torch.save');
  });

  const squeezenet = testData('weights', 'squeezenet1.1', 'squeezenet1_1.pth');
  it.skipIf(squeezenet === undefined)('reads the weights of SqueezeNet 1.1', () => {
    const {arrays} = parseTorchCheckpoint(readFileSync(squeezenet!));
    expect(arrays).toHaveLength(52);
    expect(arrays.reduce((sum, {data}) => sum + data.length, 0)).toBe(1_235_496);
    expect(arrays[0]).toMatchObject({name: 'features.0.weight', shape: [64, 3, 3, 3]});
  });
});
