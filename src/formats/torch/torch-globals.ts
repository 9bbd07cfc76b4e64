import {type ElementType} from '../element-type';
import {PickleDict, PickleGlobal} from './pickle-values';
import {type SourceFile} from '../source-file';

/** A block of memory in a checkpoint, which several tensors may share. */
export class TorchStorage {
  /**
   * @param key names its bytes in the file.
   * @param type undefined for a block of bytes, whose tensors bring their own type.
   * @param elementCount elements, or bytes where there is no type.
   * @param firstElement where it begins in the block that the key names: old files have views of storages.
   */
  constructor(
    readonly key: string,
    readonly type: ElementType | undefined,
    readonly elementCount: number,
    readonly firstElement = 0,
  ) {}
}

/** A tensor as the pickle describes it: where in which storage its values lie. Nothing of it has been checked. */
export class TorchTensor {
  constructor(
    readonly storage: TorchStorage,
    readonly type: ElementType,
    readonly offset: unknown,
    readonly shape: readonly unknown[],
    readonly strides: readonly unknown[],
  ) {}
}

/** A type of storage or a dtype, as a pickle names it. */
export class TorchType extends PickleGlobal {
  constructor(
    name: string,
    readonly elementType: ElementType | undefined,
  ) {
    super(name);
  }
}

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
 * All that the pickle of a checkpoint may name. The functions take what Python's take and return tensors, lists,
 * dicts or texts.
 */
export function torchGlobals(file: SourceFile): ReadonlyMap<string, PickleGlobal> {
  const wrongArguments = (name: string): Error =>
    file.damaged({
      problem: `the pickle calls ${name} with arguments that it does not take.`,
      expected: 'the arguments that PyTorch writes',
      received: 'others',
    });
  const rebuildTensor = (
    name: string,
    [storage, offset, shape, strides]: readonly unknown[],
    type?: ElementType,
  ): TorchTensor => {
    const elementType = storage instanceof TorchStorage ? (type ?? storage.type) : undefined;
    if (
      !(storage instanceof TorchStorage) ||
      elementType === undefined ||
      !Array.isArray(shape) ||
      !Array.isArray(strides)
    ) {
      throw wrongArguments(name);
    }
    return new TorchTensor(storage, elementType, offset, shape, strides);
  };
  const rebuildFromType = (name: string, [build, type, args]: readonly unknown[]): unknown => {
    const isTensorType = type instanceof PickleGlobal && TENSOR_TYPES.includes(type.name);
    if (
      !(build instanceof PickleGlobal) ||
      build.call === undefined ||
      !isTensorType ||
      !Array.isArray(args)
    ) {
      throw wrongArguments(name);
    }
    return build.call(args);
  };
  const rebuildWithType = (name: string, args: readonly unknown[]): TorchTensor => {
    const type = args[6];
    if (!(type instanceof TorchType)) {
      throw wrongArguments(name);
    }
    return rebuildTensor(name, args, type.elementType);
  };
  const rebuildParameter = (name: string, [tensor]: readonly unknown[]): TorchTensor => {
    if (!(tensor instanceof TorchTensor)) {
      throw wrongArguments(name);
    }
    return tensor;
  };
  const listOf = (name: string, [items = []]: readonly unknown[]): unknown[] => {
    if (!Array.isArray(items)) {
      throw wrongArguments(name);
    }
    return items;
  };
  const dictOf = (name: string, args: readonly unknown[]): PickleDict => {
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
  const deviceOf = (_: string, [type]: readonly unknown[]): unknown => type;

  const functions: [string, (name: string, args: readonly unknown[]) => unknown][] = [
    ['torch._utils._rebuild_tensor', rebuildTensor],
    ['torch._utils._rebuild_tensor_v2', rebuildTensor],
    ['torch._utils._rebuild_tensor_v3', rebuildWithType],
    ['torch._utils._rebuild_parameter', rebuildParameter],
    ['torch._utils._rebuild_parameter_with_state', rebuildParameter],
    ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
    ['torch.Size', listOf],
    ['torch.device', deviceOf],
    ['collections.OrderedDict', dictOf],
    ['builtins.set', listOf],
    ['__builtin__.set', listOf],
    // Protocol 2 has no bytes of its own: Python 3 writes encode(text, 'latin1').
    ['_codecs.encode', bytesOf],
  ];
  const globals = [
    ...functions.map(([name, call]) => new PickleGlobal(name, args => call(name, args))),
    ...TENSOR_TYPES.map(name => new PickleGlobal(name)),
    ...STORAGES.map(([name, type]) => new TorchType(`torch.${name}`, type)),
    ...DTYPES.map(type => new TorchType(`torch.${type}`, type)),
    ...['torch.UntypedStorage', 'torch.storage.UntypedStorage'].map(name => new TorchType(name, undefined)),
  ];
  return new Map(globals.map(global => [global.name, global]));
}
