import {unzipSync} from 'fflate';
import {describe, expect, it} from 'vitest';
import {encodeNpy} from '../../../src/core/npy';
import {encodeNpz} from '../../../src/weights/encode-npz';
import {expectAlexNetError} from '../../support/matchers';

describe('encodeNpz', () => {
  const array = {name: 'conv1/0', shape: [2], data: Float32Array.of(1, 2)};

  it('holds one .npy per array, and texts as they are; the same bytes each time', () => {
    const bytes = encodeNpz([array], {note: 'hello'});
    const members = unzipSync(bytes);
    expect(Object.keys(members)).toEqual(['conv1/0.npy', 'note']);
    expect(members['conv1/0.npy']).toEqual(encodeNpy(array.data, [2]));
    expect(new TextDecoder().decode(members.note)).toBe('hello');
    expect(encodeNpz([array], {note: 'hello'})).toEqual(bytes);
  });

  it('refuses two arrays of one name', async () => {
    await expectAlexNetError(() => encodeNpz([array, array]), 'bad-argument', 'conv1/0', 'a name of its own');
  });
});
