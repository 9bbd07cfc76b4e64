import {type ElementType} from '../element-type';
import {numpyGlobals, PickleArray} from '../pickle/numpy-globals';
import {PickleDict, PickleForeign, PickleGlobal} from '../pickle/pickle-values';
import {type SourceFile} from '../source-file';
import {TorchStorage, TorchTensor, TorchType} from './torch-tensor';

const STORAGES: readonly [string, ElementType][] = [
  ['FloatStorage', 'float32'],
  ['HalfStorage', 'float16'],
  ['BFloat16Storage', 'bfloat16'],
  ['DoubleStorage', 'float64'],
  ['LongStorage', 'int64'],
  ['IntStorage', 'int32'],
  ['ShortStorage', 'int16'],
  ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'],
  ['BoolStorage', 'bool'],
];

/** Storages whose values are not read, with the bytes of a value: an old file cannot be read past one without them. */
const UNREAD_STORAGES: readonly [string, number][] = [
  ['ComplexFloatStorage', 8],
  ['ComplexDoubleStorage', 16],
  ['QInt8Storage', 1],
  ['QUInt8Storage', 1],
  ['QInt32Storage', 4],
  ['QUInt4x2Storage', 1],
  ['QUInt2x4Storage', 1],
];

const DTYPES: readonly ElementType[] = [
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'bool',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
];

/** Types that `_rebuild_from_type_v2` may set on a tensor: they change no value. */
const TENSOR_TYPES = [
  'torch.Tensor',
  'torch._tensor.Tensor',
  'torch.nn.parameter.Parameter',
  'torch.nn.parameter.Buffer',
];

/**
 * All that the pickle of a checkpoint may name and that is built. The functions take what Python's take and return
 * tensors, arrays, numbers, lists, dicts or texts; a {@link PickleForeign} for a tensor of a type that is not read.
 */
export function torchGlobals(file: SourceFile): ReadonlyMap<string, PickleGlobal> {
  const wrongArguments = (name: string): Error =>
    file.damaged({
      problem: `the pickle calls ${name} with arguments that it does not take.`,
      expected: 'the arguments that PyTorch writes',
      received: 'others',
    });
  const foreign = (type: string): PickleForeign => {
    file.spend(256, type);
    return new PickleForeign(type);
  };
  /** The bits of a tensor: `neg` changes the sign; `conj` changes complex values only, which are not read. */
  const tensorWithBits = (name: string, tensor: TorchTensor, bits: unknown): TorchTensor | PickleForeign => {
    if (bits === undefined || bits === null) {
      return tensor;
    }
    if (!(bits instanceof PickleDict)) {
      throw wrongArguments(name);
    }
    const set = bits.keys.filter((key, i) => key !== 'conj' && bits.values[i] !== false);
    const unknown = set.find(key => key !== 'neg');
    if (unknown !== undefined) {
      return foreign(`tensor with the property ${typeof unknown === 'string' ? unknown : typeof unknown}`);
    }
    const {storage, type, offset, shape, strides} = tensor;
    return set.length === 0 ? tensor : new TorchTensor(storage, type, offset, shape, strides, true);
  };
  const rebuild = (
    name: string,
    [storage, offset, shape, strides]: readonly unknown[],
    dtype?: PickleGlobal,
  ): TorchTensor | PickleForeign => {
    if (!(storage instanceof TorchStorage) || !Array.isArray(shape) || !Array.isArray(strides)) {
      throw wrongArguments(name);
    }
    const elementType = dtype instanceof TorchType ? dtype.elementType : storage.type;
    const unread = dtype === undefined ? storage.unread : elementType === undefined ? dtype : undefined;
    if (unread !== undefined || (dtype !== undefined && !(dtype instanceof TorchType))) {
      return foreign(`tensor of ${(unread ?? dtype)?.name ?? ''}`);
    }
    if (elementType === undefined) {
      throw wrongArguments(name);
    }
    return new TorchTensor(storage, elementType, offset, shape, strides);
  };
  const rebuildTensor = (name: string, args: readonly unknown[]): TorchTensor | PickleForeign => {
    const tensor = rebuild(name, args);
    return tensor instanceof TorchTensor ? tensorWithBits(name, tensor, args[6]) : tensor;
  };
  const rebuildWithType = (name: string, args: readonly unknown[]): TorchTensor | PickleForeign => {
    const type = args[6];
    if (!(type instanceof PickleGlobal)) {
      throw wrongArguments(name);
    }
    const tensor = rebuild(name, args, type);
    return tensor instanceof TorchTensor ? tensorWithBits(name, tensor, args[7]) : tensor;
  };
  const rebuildFromType = (name: string, [build, type, args]: readonly unknown[]): unknown => {
    if (
      !(build instanceof PickleGlobal) ||
      build.call === undefined ||
      !(type instanceof PickleGlobal) ||
      type instanceof TorchType ||
      !Array.isArray(args)
    ) {
      throw wrongArguments(name);
    }
    // Another type may mean other values.
    return TENSOR_TYPES.includes(type.name) ? build.call(args) : foreign(type.name);
  };
  const rebuildParameter = (name: string, [tensor]: readonly unknown[]): unknown => {
    if (!(tensor instanceof TorchTensor) && !(tensor instanceof PickleForeign)) {
      throw wrongArguments(name);
    }
    return tensor;
  };
  const rebuildFromArray = (name: string, [array]: readonly unknown[]): PickleArray => {
    if (!(array instanceof PickleArray)) {
      throw wrongArguments(name);
    }
    return array;
  };
  const listOf = (name: string, [items = []]: readonly unknown[]): unknown[] => {
    if (!Array.isArray(items)) {
      throw wrongArguments(name);
    }
    return items;
  };
  const dictOf = (name: string, args: readonly unknown[]): PickleDict => {
    if (args[0] instanceof PickleDict) {
      return args[0];
    }
    const dict = new PickleDict();
    for (const pair of listOf(name, args)) {
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw wrongArguments(name);
      }
      file.spend(64, name);
      dict.set(pair[0], pair[1]);
    }
    return dict;
  };
  const bytesOf = (name: string, [text]: readonly unknown[]): Uint8Array => {
    if (typeof text !== 'string') {
      throw wrongArguments(name);
    }
    file.spend(text.length, name);
    return Uint8Array.from(text, letter => letter.charCodeAt(0));
  };

  const functions: [string, (name: string, args: readonly unknown[]) => unknown][] = [
    ['torch._utils._rebuild_tensor', rebuildTensor],
    ['torch._utils._rebuild_tensor_v2', rebuildTensor],
    ['torch._utils._rebuild_tensor_v3', rebuildWithType],
    ['torch._utils._rebuild_parameter', rebuildParameter],
    ['torch._utils._rebuild_parameter_with_state', rebuildParameter],
    ['torch._utils._rebuild_device_tensor_from_numpy', rebuildFromArray],
    ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
    ['torch.Size', listOf],
    ['torch.device', (_, [type]) => type],
    ['collections.OrderedDict', dictOf],
    ['collections.Counter', dictOf],
    // Its first argument makes the values that are missing.
    ['collections.defaultdict', () => new PickleDict()],
    // Lists in TorchScript, which have a type.
    ...['intlist', 'doublelist', 'boollist', 'tensorlist'].map((type): [string, typeof listOf] => [
      `torch.jit._pickle.build_${type}`,
      listOf,
    ]),
    ['torch.jit._pickle.restore_type_tag', (_, [value]) => value],
    ['builtins.set', listOf],
    ['__builtin__.set', listOf],
    // Protocol 2 has no bytes of its own: Python 3 writes encode(text, 'latin1').
    ['_codecs.encode', bytesOf],
  ];
  const globals = [
    ...functions.map(([name, call]) => new PickleGlobal(name, args => call(name, args))),
    ...numpyGlobals(file),
    ...TENSOR_TYPES.map(name => new PickleGlobal(name)),
    ...STORAGES.map(([name, type]) => new TorchType(`torch.${name}`, type)),
    ...UNREAD_STORAGES.map(([name, bytes]) => new TorchType(`torch.${name}`, undefined, bytes)),
    ...DTYPES.map(type => new TorchType(`torch.${type}`, type)),
    ...['torch.UntypedStorage', 'torch.storage.UntypedStorage'].map(name => new TorchType(name, undefined)),
  ];
  return new Map(globals.map(global => [global.name, global]));
}
