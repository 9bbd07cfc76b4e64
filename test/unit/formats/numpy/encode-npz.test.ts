import {unzipSync} from 'fflate';
import {describe, expect, it} from 'vitest';
import {encodeNpy} from '../../../../src/formats/numpy/encode-npy';
import {parseNpz} from '../../../../src/formats/numpy/parse-npz';
import {encodeNpz} from '../../../../src/formats/numpy/encode-npz';
import {expectAlexNetError} from '../../../support/matchers';

describe('encodeNpz', () => {
  const array = {name: 'conv1/0', shape: [2], data: Float32Array.of(1, 2)};

  it('holds one .npy per array, and texts as bytes; the same bytes each time', () => {
    const bytes = encodeNpz([array], {note: 'hello'});
    const members = unzipSync(bytes);
    expect(Object.keys(members)).toEqual(['conv1/0.npy', 'note.npy']);
    expect(members['conv1/0.npy']).toEqual(encodeNpy(array.data, [2]));
    const note = parseNpz(bytes).arrays[1];
    expect([note?.name, note?.shape]).toEqual(['note', [5]]);
    expect(String.fromCharCode(...(note?.data ?? []))).toBe('hello');
    expect(encodeNpz([array], {note: 'hello'})).toEqual(bytes);
  });

  it('refuses two arrays of one name', async () => {
    await expectAlexNetError(() => encodeNpz([array, array]), 'bad-argument', 'conv1/0', 'a different name');
  });
});
