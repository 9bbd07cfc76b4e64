import {describe, expect, it} from 'vitest';
import {encodeNpy} from '../../../../src/formats/numpy/encode-npy';
import {NPY_MAGIC, parseNpy} from '../../../../src/formats/numpy/parse-npy';
import {expectAlexNetError} from '../../../support/matchers';
import {floats, npy} from '../../../support/weight-bytes';

const header = (descr: string, order: string, shape: string): string =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;

describe('parseNpy', () => {
  it('reads back what encodeNpy writes, named as the file', () => {
    const data = Float32Array.from([1, 2, 3, 4, 5, 6]);
    expect(parseNpy(encodeNpy(data, [2, 3]), {fileName: '/tmp/features.npy'})).toEqual({
      name: 'features',
      shape: [2, 3],
      data,
    });
    expect(parseNpy(encodeNpy(data, [6])).name).toBe('');
    expect([...encodeNpy(data, [6]).slice(0, 6)]).toEqual(NPY_MAGIC);
  });

  it('brings the order of Fortran into rows', () => {
    const bytes = npy(header("'<f4'", 'True', '(2, 3)'), floats(1, 4, 2, 5, 3, 6));
    expect([...parseNpy(bytes).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("reads Python 2's sizes and scalars", () => {
    expect(parseNpy(npy(header("'<f4'", 'False', '(2L,)'), floats(1, 2))).shape).toEqual([2]);
    expect(parseNpy(npy(header("'=f4'", 'False', '()'), floats(3))).shape).toEqual([]);
  });

  it.each<[string, Uint8Array, string[]]>([
    ['another file', floats(1, 2, 3), ['not an array of NumPy']],
    [
      'a header that calls',
      npy("{'descr': open('x'), 'fortran_order': False, 'shape': (1,)}", floats(1)),
      ['header'],
    ],
    [
      'too few values',
      npy(header("'<f4'", 'False', '(3,)'), floats(1, 2)),
      ['expected: 12 bytes', 'received: 8'],
    ],
    ['too many values', npy(header("'<f4'", 'False', '(1,)'), floats(1, 2)), ['received: 8']],
    [
      'a shape without end',
      npy(header("'<f4'", 'False', `(${'9, '.repeat(70)})`), floats(1)),
      ['the shape of ""'],
    ],
    [
      'a shape of 10¹⁸',
      npy(header("'<f4'", 'False', '(1000000000, 1000000000)'), floats(1)),
      ['fill its shape'],
    ],
    ['a header of 60,000 bytes', npy(' '.repeat(60_000), floats(1)), ['up to 10000 bytes']],
  ])('refuses %s', async (_, bytes, fragments) => {
    await expectAlexNetError(() => parseNpy(bytes), 'bad-weights', ...fragments);
  });

  it.each(["'|O'", "'<c8'", "'<U4'", "[('a', '<f4')]", "'|V2'"])('does not read %s', async descr => {
    const bytes = npy(header(descr, 'False', '(1,)'), floats(1));
    await expectAlexNetError(
      () => parseNpy(bytes),
      'unsupported',
      descr.replaceAll('"', '\\"'),
      "astype('float32')",
    );
  });
});
