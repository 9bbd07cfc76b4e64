import {show} from '../../core/check';
import {countOf, type NamedArray} from '../../core/named-array';
import {decodeElements, ELEMENT_BYTES} from '../element-type';
import {SourceFile, type ReadOptions} from '../source-file';
import type {WeightFile} from '../weight-file';
import {Hdf5Objects, type Hdf5Dataset, type Hdf5Object} from './hdf5-objects';

const MAX_DEPTH = 16;
const VISIT_BYTES = 64;
/** Groups that hold the weights of Keras and Caffe; beside them are the optimizer's state and gradients. */
const ROOTS = ['model_weights', 'data'];

/**
 * Reads the arrays of an HDF5 file, as Caffe (`.caffemodel.h5`) and Keras (`.h5`) write them. Names are the path of the
 * dataset within the group of the weights: `conv1/0`, `conv1/conv1/kernel:0`. Datasets of texts and records, and those in
 * chunks, are skipped and named.
 *
 * Throws `bad-weights` for a damaged file, `unsupported` for the newer form of HDF5 (`libver='latest'`).
 */
export function parseHdf5(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): WeightFile {
  const file = new SourceFile('parseHdf5', bytes, options);
  if (String.fromCharCode(...file.bytes.subarray(0, 4)) !== '\x89HDF') {
    throw file.damaged({
      problem: 'this is no HDF5 file.',
      expected: '\\x89HDF at the start',
      received: [...file.bytes.subarray(0, 4)].join(' ') || 'no bytes',
    });
  }
  const objects = new Hdf5Objects(file);
  const known = new Map<number, Hdf5Object>();
  const read = (address: number): Hdf5Object => {
    const object = known.get(address) ?? objects.read(address);
    known.set(address, object);
    return object;
  };
  const arrays: NamedArray[] = [];
  const skipped: string[] = [];
  const visit = (members: ReadonlyMap<string, number>, path: string, depth: number): void => {
    if (depth > MAX_DEPTH) {
      throw file.damaged({
        problem: 'the groups of the file are nested too deep.',
        expected: `at most ${MAX_DEPTH} levels`,
        received: `more, at ${show(path.slice(0, 60))}`,
      });
    }
    for (const [key, address] of members) {
      const name = path === '' ? key : `${path}/${key}`;
      file.spend(VISIT_BYTES + 2 * name.length, 'the groups of the file');
      const object = read(address);
      if ('members' in object) {
        visit(object.members, name, depth + 1);
        continue;
      }
      const array = readDataset(file, name, object.dataset);
      if (typeof array === 'string') {
        skipped.push(`${name} (${array})`);
      } else {
        arrays.push(array);
      }
    }
  };
  const root = read(objects.root());
  const members = 'members' in root ? root.members : new Map<string, number>();
  const start = ROOTS.find(name => members.has(name));
  const inner = start === undefined ? undefined : read(members.get(start) ?? 0);
  if (start !== undefined && inner !== undefined && 'members' in inner) {
    visit(inner.members, '', 0);
    const others = [...members.keys()].filter(key => key !== start);
    skipped.push(...others.map(key => `${key} (beside the weights)`));
  } else {
    visit(members, '', 0);
  }
  if (arrays.length === 0) {
    throw file.damaged({
      problem: 'there is no array of numbers in it that can be read.',
      expected: 'weights of Caffe or Keras',
      received: skipped.slice(0, 3).join('; ') || 'no datasets',
      fix: 'pass the file with the weights; save arrays in chunks again with numpy.savez',
    });
  }
  file.requireUniqueNames(arrays);
  return {format: 'hdf5', arrays, metadata: {}, ...(skipped.length === 0 ? {} : {skipped})};
}

/** The array of a dataset of numbers, or the reason why it is not read. */
function readDataset(
  file: SourceFile,
  name: string,
  {shape: sizes, type, littleEndian, bytes}: Hdf5Dataset,
): NamedArray | string {
  if (type === undefined) {
    return 'values that are no numbers';
  }
  if (bytes === undefined) {
    return 'values in chunks';
  }
  const shape = file.shape(name, sizes);
  const byteCount = countOf(shape) * ELEMENT_BYTES[type];
  if (byteCount !== bytes.length) {
    throw file.damaged({
      problem: `the values of ${show(name)} do not fill its shape.`,
      expected: `${byteCount} bytes for [${shape.join(', ')}]`,
      received: `${bytes.length} bytes`,
    });
  }
  const array = file.allocate(name, shape);
  decodeElements(bytes, type, array.data, littleEndian);
  return array;
}
