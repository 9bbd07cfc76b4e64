import {show} from '../../core/check';
import {countOf, type NamedArray} from '../../core/named-array';
import {decodeElements, ELEMENT_BYTES, type ElementType} from '../element-type';
import {SourceFile, type ReadOptions} from '../source-file';
import type {WeightFile} from '../weight-file';
import type {ByteReader} from '../byte-reader';
import {openKerasArchive} from './keras-archive';
import {listChunks, readChunks, type Hdf5Chunk} from './hdf5-chunks';
import {NOWHERE, type Hdf5Layout} from './hdf5-messages';
import {Hdf5Objects, type Hdf5Dataset, type Hdf5Object} from './hdf5-objects';
import {areKnown} from './unpack-chunk';

const MAX_DEPTH = 16;
const VISIT_BYTES = 64;
/** Groups that hold the weights of Keras and Caffe; beside them are the optimizer's state and gradients. */
const ROOTS = ['model_weights', 'data', 'layers', '_layer_checkpoint_dependencies'];
/** Group with the variables of a layer in Keras 3. */
const VARIABLES = 'vars';

/**
 * Reads the arrays of an HDF5 file, as Caffe (`.caffemodel.h5`) and Keras (`.h5`, `.weights.h5`, `.keras`) write them. Names are
 * the path of the dataset within the group of the weights: `conv1/0`, `conv1/conv1/kernel:0`; of Keras 3 with the name of the
 * layer in front: `conv1/vars/0`. Chunks are
 * read, also packed by gzip, shuffle and fletcher32. Datasets of texts and records, and those packed otherwise, are
 * skipped and named.
 *
 * Throws `bad-weights` for a damaged file, `unsupported` for groups of many members in the newer form of HDF5.
 */
export function parseHdf5(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): WeightFile {
  const file = openKerasArchive(new SourceFile('parseHdf5', bytes, options), 'parseHdf5', options);
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
  const found: {array: NamedArray; address: number; name: string}[] = [];
  const skipped: string[] = [];
  const visit = (members: ReadonlyMap<string, number>, path: string, depth: number, layer?: string): void => {
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
        visit(object.members, name, depth + 1, key === VARIABLES ? object.name : undefined);
        continue;
      }
      const array = readDataset(objects, name, object.dataset);
      if (typeof array === 'string') {
        skipped.push(`${name} (${array})`);
      } else {
        const known = layer === undefined ? name : `${layer}/${VARIABLES}/${key}`;
        found.push({array, address, name: known});
      }
    }
  };
  const root = read(objects.root());
  const members = 'members' in root ? root.members : new Map<string, number>();
  const start = ROOTS.find(name => members.has(name));
  const inner = start === undefined ? undefined : read(members.get(start) ?? 0);
  if (start !== undefined && inner !== undefined && 'members' in inner) {
    visit(inner.members, '', 0);
    const others = [...members].flatMap(([key, address]) =>
      key === start || isEmpty(read(address)) ? [] : [key],
    );
    skipped.push(...others.map(key => `${key} (beside the weights)`));
  } else {
    visit(members, '', 0);
  }
  // In the order in which they were written, which is that of the layers; groups list their members by name.
  found.sort((a, b) => a.address - b.address);
  // Keras 3 calls groups by the class of the layer, and keeps the name of the layer beside it.
  const isUnique = new Set(found.map(({name}) => name)).size === found.length;
  const arrays = found.map(({array, name}) => (isUnique ? {...array, name} : array));
  if (arrays.length === 0) {
    throw file.damaged({
      problem: 'there is no array of numbers in it that can be read.',
      expected: 'weights of Caffe or Keras',
      received: skipped.slice(0, 3).join('; ') || 'no datasets',
      fix: 'pass the file with the weights; save arrays that are packed otherwise again with numpy.savez',
    });
  }
  file.requireUniqueNames(arrays);
  return {format: 'hdf5', arrays, metadata: {}, ...(skipped.length === 0 ? {} : {skipped})};
}

function isEmpty(object: Hdf5Object): boolean {
  return 'members' in object && object.members.size === 0;
}

/** The array of a dataset of numbers, or the reason why it is not read. */
function readDataset(
  objects: Hdf5Objects,
  name: string,
  {shape: sizes, type, littleEndian, layout, filters, fill}: Hdf5Dataset,
): NamedArray | string {
  const {file} = objects;
  if (type === undefined) {
    return 'values that are no numbers';
  }
  if (layout.kind === 'unread') {
    return layout.reason;
  }
  if (!areKnown(filters)) {
    const ids = filters.map(({id}) => id).join(', ');
    return `values packed by other filters than gzip, shuffle and fletcher32: ${ids}`;
  }
  const shape = file.shape(name, sizes);
  const byteCount = countOf(shape) * ELEMENT_BYTES[type];
  if (layout.kind === 'chunks' || layout.kind === 'chunk') {
    const {chunkShape} = layout;
    const array = filled(file, name, shape, {type, littleEndian, fill});
    const chunks = chunksOf(objects, layout, shape.length, filters.length > 0);
    const packing = {chunkShape: chunkShape.slice(0, -1), filters, type, littleEndian};
    readChunks(file, chunks, packing, array);
    return array;
  }
  if (layout.kind === 'contiguous' && layout.address === NOWHERE) {
    return filled(file, name, shape, {type, littleEndian, fill});
  }
  const bytes =
    layout.kind === 'compact'
      ? layout.bytes
      : layout.size === 0
        ? new Uint8Array(0)
        : objects.bytesAt(layout.address, layout.size);
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

/** An array in which nothing was written: of one value, 0 by default. */
function filled(
  file: SourceFile,
  name: string,
  shape: readonly number[],
  {type, littleEndian, fill}: Pick<Hdf5Dataset, 'littleEndian' | 'fill'> & {type: ElementType},
): NamedArray {
  const array = file.allocate(name, shape);
  if (fill?.length === ELEMENT_BYTES[type]) {
    const value = new Float32Array(1);
    decodeElements(fill, type, value, littleEndian);
    array.data.fill(value[0] ?? 0);
  }
  return array;
}

function chunksOf(
  objects: Hdf5Objects,
  layout: Hdf5Layout & {kind: 'chunks' | 'chunk'},
  rank: number,
  isPacked: boolean,
): Iterable<Hdf5Chunk> {
  if (layout.kind === 'chunks') {
    const open = (address: number, what: string): ByteReader => objects.once(address, what);
    return layout.tree === NOWHERE ? [] : listChunks(objects.file, open, layout.tree, rank);
  }
  const {address, chunkShape, size, mask} = layout;
  const byteCount = isPacked ? (size ?? 0) : countOf(chunkShape);
  const offset = new Array<number>(rank).fill(0);
  return address === NOWHERE ? [] : [{offset, mask, packed: objects.bytesAt(address, byteCount)}];
}
