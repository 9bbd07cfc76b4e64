import {describe, expect, it} from 'vitest';
import {encodeNpy} from '../../../../src/formats/numpy/encode-npy';
import {encodeNpz} from '../../../../src/formats/numpy/encode-npz';
import {PREPROCESSING_KEY} from '../../../../src/formats/carried-preprocessing';
import {parseNpz} from '../../../../src/formats/numpy/parse-npz';
import {expectAlexNetError} from '../../../support/matchers';
import {npy, utf8, zip, zipBomb} from '../../../support/weight-bytes';

const one = encodeNpy(Float32Array.of(1), [1]);

describe('parseNpz', () => {
  it('names the arrays as they were given to savez', () => {
    const {arrays, metadata} = parseNpz(zip({'conv1/w.npy': one, 'b.npy': one}, 6));
    expect(arrays.map(({name}) => name)).toEqual(['conv1/w', 'b']);
    expect(metadata).toEqual({});
  });

  it('returns a text that encodeNpz wrote as metadata and not as an array', () => {
    const arrays = [{name: 'b', shape: [1], data: Float32Array.of(1)}];
    const texts = {[PREPROCESSING_KEY]: '{"classes": ["Käse"]}'};
    expect(parseNpz(encodeNpz(arrays, texts))).toEqual({format: 'npz', arrays, metadata: texts});
  });

  it('names the entry that is no array', async () => {
    await expectAlexNetError(
      () => parseNpz(zip({'readme.txt': utf8('hello, reader')})),
      'bad-weights',
      'readme.txt',
    );
  });

  it('refuses a name that is there twice', async () => {
    await expectAlexNetError(() => parseNpz(zip({'a.npy': one, a: one})), 'bad-weights', '"a" twice');
  });

  it('says how to save weights that are compressed too well', async () => {
    const zeros = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (9000000,), }", new Uint8Array(0));
    await expectAlexNetError(
      () => parseNpz(zipBomb('a.npy', 36_000_000, zeros)),
      'bad-weights',
      'uncompressed',
    );
    // A little smaller, it is read.
    const few = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3000000,), }", new Uint8Array(0));
    expect(parseNpz(zipBomb('a.npy', 12_000_000, few)).arrays[0]!.shape).toEqual([3_000_000]);
  });
});
