import {zipSync} from 'fflate';
import {encodeNpy} from '../core/npy';
import type {NamedArray} from '../core/named-array';
import {AlexNetError} from '../errors';

/**
 * The bytes of a `.npz` file, which `numpy.load` opens: one `.npy` per array, not compressed, as `numpy.savez` has it.
 *
 * `texts` become further members; `numpy.load` gives their bytes.
 *
 * @example
 * const bytes = encodeNpz([{name: 'conv1/0', shape: [2], data: Float32Array.of(0, 1)}]);
 */
export function encodeNpz(
  arrays: readonly NamedArray[],
  texts: Readonly<Record<string, string>> = {},
): Uint8Array {
  const members: Record<string, Uint8Array> = {};
  for (const {name, shape, data} of arrays) {
    if (`${name}.npy` in members) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: `encodeNpz "${name}"`,
        problem: 'two arrays have this name.',
        expected: 'one name per array',
        received: name,
        fix: 'give each array a name of its own',
      });
    }
    members[`${name}.npy`] = encodeNpy(data, shape);
  }
  for (const [name, text] of Object.entries(texts)) {
    members[name] = new TextEncoder().encode(text);
  }
  // A fixed time, so that the same arrays give the same bytes.
  return zipSync(members, {level: 0, mtime: new Date(1980, 0, 1)});
}
