/**
 * PyTorch's checkpoints. Both forms hold a pickle, in which a tensor is a reference to a storage with an offset, a shape
 * and strides, and the storages as plain values:
 *
 * - since 1.6 a zip archive: `NAME/data.pkl`, the storages as `NAME/data/0`, `NAME/data/1`, …, `NAME/byteorder`;
 * - before, five pickles (a magic number, a version, facts on the machine, the object, the keys of the storages), and
 *   behind them, in the order of the keys, a count and the values of each storage.
 *
 * Tensors may share a storage, overlap, be transposed or repeat values with a stride of 0: each is gathered into memory
 * of its own, after its farthest element has been found to lie inside the storage.
 */
import {show} from '../../core/check';
import {countOf, type NamedArray} from '../../core/named-array';
import {ByteReader} from '../byte-reader';
import {collectTensors} from './collect-tensors';
import {foldParametrizations} from '../fold-parametrizations';
import {decodeStrided, rowMajorStrides} from '../decode-strided';
import {decodeElements, ELEMENT_BYTES} from '../element-type';
import {PickleArray, readPickleArray} from '../pickle/numpy-globals';
import {PickleDict, PickleGlobal} from '../pickle/pickle-values';
import {readZip} from '../read-zip';
import {SourceFile, type ReadOptions} from '../source-file';
import {torchGlobals} from './torch-globals';
import {TorchStorage, TorchType, type TorchTensor} from './torch-tensor';
import {unpickle} from '../pickle/unpickle';
import {type WeightFile} from '../weight-file';

/** Of torch.save before 1.6. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
const LEGACY_VERSION = 1001;
const PICKLE_START = 0x80;
const SAVE_AGAIN = 'in Python: torch.save(model.state_dict(), "weights.pth")';

/** What both forms hold: the object, and the bytes of a storage by its key. */
interface Opened {
  root: unknown;
  storageBytes: (key: string) => Uint8Array | undefined;
  littleEndian: boolean;
  /** Whether it is TorchScript. */
  isProgram: boolean;
}

/**
 * Reads a `.pth` or `.pt` file of any age: a state dict, a whole checkpoint with the state dict under `state_dict`,
 * `model` or another usual name, a network that was saved as an object, or a TorchScript program; `metadata` then holds
 * the numbers and texts beside it (`epoch`). Weights that PyTorch computes from several arrays are computed: pruned ones,
 * and those of weight and spectral normalization.
 *
 * Nothing in the file is run. Objects of other types than tensors, arrays and plain containers (the options of a training
 * script, a scheduler) are skipped and named in `skipped`, as are tensors of complex, 8-bit float and quantized values. A
 * file that names what runs code (`os.system`) is refused with `bad-weights`. TorchScript without parameters and the tar
 * files of before 2017 are `unsupported`.
 */
export function parseTorchCheckpoint(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): WeightFile {
  const file = new SourceFile('parseTorchCheckpoint', bytes, options);
  const {root, storageBytes, littleEndian, isProgram} = open(file);
  const {tensors, metadata, skipped} = collectTensors(file, root);
  const [first] = skipped;
  if (tensors.length === 0 && isProgram) {
    throw file.unsupported({
      problem: 'this is a TorchScript program without parameters: its weights are constants of the code.',
      expected: 'a program of torch.jit.script or torch.jit.trace, before torch.jit.freeze',
      received: first?.slice(0, 300) ?? 'no tensors in its objects',
      fix: `save the weights of the network that it was made of, ${SAVE_AGAIN}; or export it with torch.onnx.export`,
    });
  }
  if (tensors.length === 0 && first !== undefined) {
    throw file.damaged({
      problem: `there is no tensor in it that can be read: ${first.slice(0, 100)} is not on the list of what may be built; nothing was called.`,
      expected: 'tensors of floating-point numbers or integers, in a state dict or a checkpoint',
      received: skipped.slice(0, 3).join('; ').slice(0, 300),
      fix: `if you trust the file, open it in Python and save its weights alone, ${SAVE_AGAIN}`,
    });
  }
  const arrays = tensors.map(({name, tensor}) =>
    tensor instanceof PickleArray
      ? readPickleArray(file, name, tensor)
      : gather(file, name, tensor, storageBytes(tensor.storage.key), littleEndian),
  );
  file.requireUniqueNames(arrays);
  return {
    format: 'torch',
    arrays: foldParametrizations(arrays),
    metadata,
    ...(skipped.length === 0 ? {} : {skipped}),
  };
}

function open(file: SourceFile): Opened {
  const {bytes} = file;
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    return openZip(file);
  }
  if (bytes[0] === PICKLE_START) {
    return openLegacy(file);
  }
  const isTar = new TextDecoder().decode(bytes.subarray(257, 262)) === 'ustar';
  const fields = {
    problem: isTar
      ? 'this is a tar file, as PyTorch wrote before version 0.2.'
      : 'this is no checkpoint of PyTorch.',
    expected: 'a zip archive or a pickle',
    received: `bytes ${[...bytes.subarray(0, 8)].join(' ')}`,
    fix: `save it again ${SAVE_AGAIN}`,
  };
  throw isTar ? file.unsupported(fields) : file.damaged(fields);
}

function openZip(file: SourceFile): Opened {
  const entries = new Map(readZip(file).map(entry => [entry.name, entry]));
  const pickleName = [...entries.keys()].find(name => /^([^/]+\/)?data\.pkl$/.test(name));
  if (pickleName === undefined) {
    throw file.damaged({
      problem: 'the zip archive is no checkpoint of PyTorch.',
      expected: 'an entry NAME/data.pkl',
      received: show([...entries.keys()].slice(0, 10)),
      fix: `if it is an archive that holds the checkpoint, unpack it; else save it again ${SAVE_AGAIN}`,
    });
  }
  const folder = pickleName.slice(0, -'data.pkl'.length);
  const read = (name: string): Uint8Array | undefined => entries.get(folder + name)?.read();
  const reader = new ByteReader(file, read('data.pkl') ?? new Uint8Array(0), 'the pickle');
  const root = unpickle(reader, {
    globals: torchGlobals(file),
    loadPersistent: id => storageFromId(file, id),
  });
  const byteOrder = new TextDecoder().decode(read('byteorder') ?? new Uint8Array(0));
  // Tensors that share a storage read it once.
  const cache = new Map<string, Uint8Array | undefined>();
  return {
    root,
    littleEndian: byteOrder !== 'big',
    isProgram: entries.has(`${folder}constants.pkl`),
    storageBytes(key) {
      if (!cache.has(key)) {
        cache.set(key, read(`data/${key}`));
      }
      return cache.get(key);
    },
  };
}

function openLegacy(file: SourceFile): Opened {
  const reader = new ByteReader(file, file.bytes, 'the checkpoint');
  const storages = new Map<string, TorchStorage>();
  const options = {
    globals: torchGlobals(file),
    loadPersistent: (id: unknown) => {
      if (Array.isArray(id) && id[0] === 'module' && id[1] instanceof PickleGlobal) {
        // ('module', class, file, source): the source is not looked at.
        return id[1];
      }
      const storage = storageFromId(file, id);
      storages.set(storage.key, storage);
      return storage;
    },
  };
  const magic = unpickle(reader, options);
  if (magic instanceof PickleDict && reader.left === 0) {
    // No checkpoint but a plain pickle, such as {name: array}.
    return {root: magic, littleEndian: true, isProgram: false, storageBytes: () => undefined};
  }
  const version = unpickle(reader, options);
  if (magic !== LEGACY_MAGIC || version !== LEGACY_VERSION) {
    throw file.damaged({
      problem: 'this pickle is no checkpoint of PyTorch.',
      expected: `the number ${LEGACY_MAGIC} and version ${LEGACY_VERSION}`,
      received: `${typeof magic === 'bigint' ? magic : show(typeof magic)} and ${show(typeof version)}`,
      fix: `save the weights with PyTorch: torch.save(model.state_dict(), "weights.pth")`,
    });
  }
  const machine = unpickle(reader, options);
  const root = unpickle(reader, options);
  const keys = unpickle(reader, options);
  if (!Array.isArray(keys)) {
    throw file.damaged({
      problem: 'the list of storages is none.',
      expected: 'a list of keys',
      received: typeof keys,
    });
  }
  const bytesByKey = new Map<string, Uint8Array>();
  for (const key of keys as unknown[]) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined) {
      throw file.damaged({
        problem: 'the list of storages names one that no tensor uses.',
        expected: 'keys of storages',
        received: typeof key === 'string' ? show(key) : typeof key,
      });
    }
    const size = bytesOfElement(storage);
    if (size === undefined) {
      throw file.damaged({
        problem: 'the file holds values of a type that is not known, and cannot be read past them.',
        expected: 'storages of the types of PyTorch',
        received: show(storage.unread?.name),
        fix: `save it again ${SAVE_AGAIN}`,
      });
    }
    bytesByKey.set(storage.key, reader.take(reader.uint64() * size));
  }
  const isBig = machine instanceof PickleDict && machine.get('little_endian') === false;
  return {root, littleEndian: !isBig, isProgram: false, storageBytes: key => bytesByKey.get(key)};
}

/** ('storage', type, key, device, count), in old files with (key, first, count) of a view behind it. */
function storageFromId(file: SourceFile, id: unknown): TorchStorage {
  const [kind, type, key, , count, view] = Array.isArray(id) ? (id as unknown[]) : [];
  const [, first, viewCount] = Array.isArray(view) ? (view as unknown[]) : [undefined, 0, count];
  if (
    kind !== 'storage' ||
    !(type instanceof PickleGlobal) ||
    typeof key !== 'string' ||
    !isCount(viewCount) ||
    !isCount(first)
  ) {
    throw file.damaged({
      problem: 'the pickle refers to something that is not a storage.',
      expected: "('storage', type, key, device, count)",
      received: show(typeof kind === 'string' ? kind : typeof kind),
    });
  }
  if (!(type instanceof TorchType)) {
    return new TorchStorage(key, undefined, viewCount, first, type);
  }
  const unread = type.unreadBytes === undefined ? undefined : type;
  return new TorchStorage(key, type.elementType, viewCount, first, unread);
}

/** Bytes of one value of a storage, or of a storage without a type; undefined for a type that is not known. */
function bytesOfElement({type, unread}: TorchStorage): number | undefined {
  if (type !== undefined) {
    return ELEMENT_BYTES[type];
  }
  return unread === undefined ? 1 : unread instanceof TorchType ? unread.unreadBytes : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function gather(
  file: SourceFile,
  name: string,
  {storage, type, offset, shape: sizes, strides, isNegative}: TorchTensor,
  bytes: Uint8Array | undefined,
  littleEndian: boolean,
): NamedArray {
  if (bytes === undefined) {
    throw file.damaged({
      problem: `the values of ${show(name)} are not in the file.`,
      expected: `the storage ${show(storage.key)}`,
      received: 'none of that key',
    });
  }
  const shape = file.shape(name, sizes);
  const size = ELEMENT_BYTES[type];
  const storageSize = bytesOfElement(storage) ?? 1;
  const begin = storage.firstElement * storageSize;
  const end = begin + storage.elementCount * storageSize;
  const count = countOf(shape);
  const last = isCount(offset) && strides.every(isCount) ? lastElement(offset, shape, strides) : NaN;
  if (strides.length !== shape.length || end > bytes.length || !((last + 1) * size <= end - begin)) {
    throw file.damaged({
      problem: `${show(name)} reaches beyond its storage.`,
      expected: `[${shape.join(', ')}] within ${Math.min(end, bytes.length) - begin} bytes`,
      received: Number.isNaN(last)
        ? 'an offset or strides that are none'
        : `element ${last} of ${size} bytes`,
    });
  }
  const array = file.allocate(name, shape);
  const values = bytes.subarray(begin, end);
  const start = offset as number;
  const dense = rowMajorStrides(shape);
  if (count === 0 || strides.every((stride, axis) => stride === dense[axis] || shape[axis] === 1)) {
    decodeElements(values.subarray(start * size, (start + count) * size), type, array.data, littleEndian);
  } else {
    decodeStrided(
      {bytes: values, type, littleEndian, offset: start, shape, strides: strides as number[]},
      array.data,
    );
  }
  if (isNegative) {
    array.data.forEach((value, i) => {
      array.data[i] = -value;
    });
  }
  return array;
}

/** The farthest element that is read; the one before the first where there is none. */
function lastElement(offset: number, shape: readonly number[], strides: readonly number[]): number {
  return countOf(shape) === 0
    ? offset - 1
    : shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), offset);
}
