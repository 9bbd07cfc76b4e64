import {type ElementType} from '../element-type';
import {PickleGlobal} from '../pickle/pickle-values';

/** A type of storage or a dtype, as a pickle names it. */
export class TorchType extends PickleGlobal {
  /**
   * @param elementType undefined for a block of bytes, whose tensors bring their own type, and for values that are not read.
   * @param unreadBytes bytes of a value, where values of this type are not read: complex and quantized ones.
   */
  constructor(
    name: string,
    readonly elementType: ElementType | undefined,
    readonly unreadBytes?: number,
  ) {
    super(name);
  }
}

/** A block of memory in a checkpoint, which several tensors may share. */
export class TorchStorage {
  /**
   * @param key names its bytes in the file.
   * @param type undefined for a block of bytes, whose tensors bring their own type.
   * @param elementCount elements, or bytes where there is no type.
   * @param firstElement where it begins in the block that the key names: old files have views of storages.
   * @param unread the type of its values, where they are not read.
   */
  constructor(
    readonly key: string,
    readonly type: ElementType | undefined,
    readonly elementCount: number,
    readonly firstElement = 0,
    readonly unread?: PickleGlobal,
  ) {}
}

/** A tensor as the pickle describes it: where in which storage its values lie. Nothing of it has been checked. */
export class TorchTensor {
  /** @param isNegative whether the values are those of the storage with the other sign: PyTorch's negative bit. */
  constructor(
    readonly storage: TorchStorage,
    readonly type: ElementType,
    readonly offset: unknown,
    readonly shape: readonly unknown[],
    readonly strides: readonly unknown[],
    readonly isNegative = false,
  ) {}
}
