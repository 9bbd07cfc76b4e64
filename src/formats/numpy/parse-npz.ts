import type {NamedArray} from '../../core/named-array';
import {NPY_MAGIC, parseNpy, readNpy} from './parse-npy';
import {PREPROCESSING_KEY} from '../carried-preprocessing';
import {readZip} from '../read-zip';
import {SourceFile, type ReadOptions} from '../source-file';
import {type WeightFile} from '../weight-file';

/**
 * Reads a `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write it: a zip archive of `.npy` files. Names are
 * those that were given to `savez`, without `.npy`. A `.npy` file is read as an archive of that array alone.
 *
 * Pitfall: a file that is compressed to less than a fifth is refused, since nothing tells it from a zip bomb; save such
 * weights with `numpy.savez`.
 */
export function parseNpz(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): WeightFile {
  const file = new SourceFile('parseNpz', bytes, options);
  if (NPY_MAGIC.every((byte, i) => byte === file.bytes[i])) {
    return {format: 'npz', arrays: [parseNpy(bytes, options)], metadata: {}};
  }
  const arrays = readZip(file).map(entry => readNpy(file, entry.read(), entry.name.replace(/\.npy$/, '')));
  file.requireUniqueNames(arrays);
  return {
    format: 'npz',
    arrays: arrays.filter(({name}) => name !== PREPROCESSING_KEY),
    metadata: textsOf(arrays),
  };
}

/** An archive has no place for texts: `encodeNpz` writes them as arrays of bytes. */
function textsOf(arrays: readonly NamedArray[]): Record<string, string> {
  const text = arrays.find(({name}) => name === PREPROCESSING_KEY);
  return text === undefined
    ? {}
    : {[PREPROCESSING_KEY]: new TextDecoder().decode(Uint8Array.from(text.data))};
}
