import type {NamedArray} from '../../core/named-array';
import {NPY_MAGIC, readNpy} from './parse-npy';
import {holdsObjects, readPickledNpy} from './read-pickled-npy';
import {PREPROCESSING_KEY} from '../carried-preprocessing';
import {readZip} from '../read-zip';
import {SourceFile, type ReadOptions} from '../source-file';
import {type WeightFile} from '../weight-file';

/**
 * Reads a `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write it: a zip archive of `.npy` files. Names are
 * those that were given to `savez`, without `.npy`. A `.npy` file is read as an archive of that array alone; one that holds
 * a dictionary of arrays, as the archive of its arrays, named `conv1/weights`.
 *
 * Pitfall: a file that is compressed to less than a fifth is refused, since nothing tells it from a zip bomb; save such
 * weights with `numpy.savez`.
 */
export function parseNpz(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): WeightFile {
  const file = new SourceFile('parseNpz', bytes, options);
  if (NPY_MAGIC.every((byte, i) => byte === file.bytes[i])) {
    const name = (options.fileName ?? '').replace(/^.*[/\\]/, '').replace(/\.npy$/i, '');
    return holdsObjects(file.bytes)
      ? weightFile(readPickledNpy(file, file.bytes, ''))
      : {format: 'npz', arrays: [readNpy(file, file.bytes, name)], metadata: {}};
  }
  const skipped: string[] = [];
  const entries = readZip(file);
  const arrays = entries.flatMap(entry => {
    const name = entry.name.replace(/\.npy$/, '');
    const content = entry.read();
    if (!holdsObjects(content)) {
      return [readNpy(file, content, name)];
    }
    const pickled = readPickledNpy(file, content, entries.length === 1 ? '' : name);
    for (const one of pickled.skipped) {
      skipped.push(one);
    }
    return pickled.arrays;
  });
  file.requireUniqueNames(arrays);
  return weightFile({arrays, skipped});
}

function weightFile({arrays, skipped}: {arrays: NamedArray[]; skipped: string[]}): WeightFile {
  return {
    format: 'npz',
    arrays: arrays.filter(({name}) => name !== PREPROCESSING_KEY),
    metadata: textsOf(arrays),
    ...(skipped.length === 0 ? {} : {skipped}),
  };
}

/** An archive has no place for texts: `encodeNpz` writes them as arrays of bytes. */
function textsOf(arrays: readonly NamedArray[]): Record<string, string> {
  const text = arrays.find(({name}) => name === PREPROCESSING_KEY);
  return text === undefined
    ? {}
    : {[PREPROCESSING_KEY]: new TextDecoder().decode(Uint8Array.from(text.data))};
}
