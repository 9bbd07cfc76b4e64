import {zipSync} from 'fflate/browser';
import {encodeNpy} from './encode-npy';
import type {NamedArray} from '../../core/named-array';
import {AlexNetError} from '../../errors';

/**
 * The bytes of a `.npz` file, which `numpy.load` opens: one `.npy` per array, not compressed, as `numpy.savez` has it.
 *
 * `texts` become arrays of bytes (UTF-8): `bytes(npz['name']).decode()` in Python.
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
        fix: 'use a different name for each array',
      });
    }
    members[`${name}.npy`] = encodeNpy(data, shape);
  }
  for (const [name, text] of Object.entries(texts)) {
    members[`${name}.npy`] = encodeBytes(new TextEncoder().encode(text));
  }
  // A fixed time, so that the same arrays make the same bytes.
  return zipSync(members, {level: 0, mtime: new Date(1980, 0, 1)});
}

/** The bytes of a `.npy` file of type uint8, made of that of a float32 one: only the type in its header differs. */
function encodeBytes(bytes: Uint8Array): Uint8Array {
  const header = encodeNpy(new Float32Array(0), [0]);
  const text = String.fromCharCode(...header.subarray(10))
    .replace("'<f4'", "'|u1'")
    .replace('(0,)', `(${bytes.length},)`)
    .trimEnd();
  const padded = `${text.padEnd(header.length - 11)}\n`;
  const file = new Uint8Array(header.length + bytes.length);
  file.set(header.subarray(0, 10));
  file.set(new TextEncoder().encode(padded), 10);
  file.set(bytes, header.length);
  return file;
}
