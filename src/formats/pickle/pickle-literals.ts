/** The instructions of a pickle that put a value of their own on the stack: numbers, texts and bytes. */
import {show} from '../../core/check';
import type {ByteReader} from '../byte-reader';
import {brokenPickle} from './broken-pickle';
import {PICKLE_OPCODES as OP} from './pickle-opcodes';

/** Memory of a view of bytes. */
const VIEW_BYTES = 160;
/** Python writes seeds and magic numbers as long integers; none is longer. */
const MAX_INTEGER_BYTES = 64;
/** Of a line: a number or the name of a global. */
export const MAX_LINE_BYTES = 512;

/** Returned for an instruction that is no literal. */
export const NO_LITERAL = Symbol('no literal');

/** The value of a literal whose opcode was read; {@link NO_LITERAL} for any other instruction. */
export function readLiteral(reader: ByteReader, opcode: number): unknown {
  switch (opcode) {
    case OP.NONE:
      return null;
    case OP.NEWTRUE:
      return true;
    case OP.NEWFALSE:
      return false;
    case OP.INT:
    case OP.LONG:
    case OP.FLOAT:
      return numberLine(reader);
    case OP.BININT:
      return reader.int32();
    case OP.BININT1:
      return reader.uint8();
    case OP.BININT2:
      return reader.uint16();
    case OP.LONG1:
      return integer(reader, reader.uint8());
    case OP.LONG4:
      return integer(reader, reader.uint32());
    case OP.BINFLOAT:
      return reader.float64BigEndian();
    case OP.SHORT_BINSTRING:
      return textOrBytes(reader, reader.uint8());
    case OP.BINSTRING:
      return textOrBytes(reader, reader.uint32());
    case OP.SHORT_BINUNICODE:
      return reader.text(reader.uint8());
    case OP.BINUNICODE:
      return reader.text(reader.uint32());
    case OP.BINUNICODE8:
      return reader.text(reader.uint64());
    case OP.SHORT_BINBYTES:
      return bytes(reader, reader.uint8());
    case OP.BINBYTES:
      return bytes(reader, reader.uint32());
    case OP.BINBYTES8:
    case OP.BYTEARRAY8:
      return bytes(reader, reader.uint64());
    default:
      return NO_LITERAL;
  }
}

function numberLine(reader: ByteReader): number | boolean {
  const text = reader.line(MAX_LINE_BYTES);
  if (text === '01' || text === '00') {
    return text === '01';
  }
  const value = Number(text.replace(/L$/, ''));
  if (text === '' || Number.isNaN(value)) {
    throw brokenPickle(reader, 'a number', show(text));
  }
  return value;
}

/** Little-endian, two's complement. */
function integer(reader: ByteReader, byteCount: number): number | bigint {
  if (byteCount > MAX_INTEGER_BYTES) {
    throw brokenPickle(reader, `integers of up to ${MAX_INTEGER_BYTES} bytes`, `${byteCount} bytes`);
  }
  reader.file.spend(2 * MAX_INTEGER_BYTES, reader.what);
  let value = 0n;
  for (const byte of [...reader.take(byteCount)].reverse()) {
    value = (value << 8n) | BigInt(byte);
  }
  value = BigInt.asIntN(8 * byteCount, value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A string of Python 2, which has one type for texts and for the values of an array: what is not ASCII stays bytes. */
function textOrBytes(reader: ByteReader, count: number): string | Uint8Array {
  const start = reader.position;
  const found = bytes(reader, count);
  if (found.some(byte => byte >= 0x80)) {
    return found;
  }
  reader.position = start;
  return reader.text(count);
}

function bytes(reader: ByteReader, count: number): Uint8Array {
  reader.file.spend(VIEW_BYTES, reader.what);
  return reader.take(count);
}
