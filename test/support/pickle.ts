import {joinBytes, uint64, utf8} from './weight-bytes';

/** Pieces of a pickle, as bytes; put together with `pickle(…)`. */
type Piece = string | readonly number[] | Uint8Array;

/** A pickle of protocol 2: texts are taken as opcodes and their letters. */
export function pickle(...pieces: readonly Piece[]): Uint8Array {
  return joinBytes(
    [0x80, 2],
    ...pieces.map(piece => (typeof piece === 'string' ? utf8(piece) : piece)),
    [0x2e],
  );
}

/** BINUNICODE. */
export function text(value: string): Uint8Array {
  const bytes = utf8(value);
  return joinBytes([0x58], uint64(bytes.length).subarray(0, 4), bytes);
}

/** BININT, or LONG1 of 8 bytes where it does not fit. */
export function integer(value: number): Uint8Array {
  return value < 2 ** 31
    ? joinBytes([0x4a], new Uint8Array(Int32Array.of(value).buffer))
    : joinBytes([0x8a, 8], uint64(value));
}

/** GLOBAL. */
export function global(module: string, name: string): Uint8Array {
  return utf8(`c${module}\n${name}\n`);
}

/** A tensor as torch.save writes it: `_rebuild_tensor_v2(storage, offset, shape, strides, False, {})`. */
export function tensor(
  options: {
    key?: string;
    type?: string;
    count?: number;
    offset?: Piece;
    shape?: readonly number[];
    strides?: readonly number[];
  } = {},
): Uint8Array {
  const {
    key = '0',
    type = 'FloatStorage',
    count = 2,
    offset = integer(0),
    shape = [2],
    strides = [1],
  } = options;
  const tuple = (values: readonly number[]): Uint8Array =>
    joinBytes(utf8('('), ...values.map(value => integer(value)), utf8('t'));
  return joinBytes(
    global('torch._utils', '_rebuild_tensor_v2'),
    utf8('('),
    utf8('('),
    text('storage'),
    global('torch', type),
    text(key),
    text('cpu'),
    integer(count),
    utf8('tQ'),
    typeof offset === 'string' ? utf8(offset) : offset,
    tuple(shape),
    tuple(strides),
    [0x89],
    utf8('}tR'),
  );
}
