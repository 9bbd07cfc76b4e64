import {show} from '../../core/check';
import {countOf, type NamedArray} from '../../core/named-array';
import {
  bfloat16FromBits,
  decodeElements,
  ELEMENT_BYTES,
  float16FromBits,
  type ElementType,
} from '../element-type';
import {type ProtobufMessage} from '../protobuf-message';
import {type SourceFile} from '../source-file';
import {type ExternalFiles} from './external-files';

/** A tensor of an ONNX file. */
export interface OnnxTensor extends NamedArray {
  /** Whether the file holds integers or truth values. */
  isInteger?: boolean;
  /** Type of the integers in the file. */
  integerType?: ElementType;
}

/** Field numbers of TensorProto. */
const TENSOR = {
  dims: 1,
  dataType: 2,
  segment: 3,
  floatData: 4,
  int32Data: 5,
  int64Data: 7,
  name: 8,
  rawData: 9,
  doubleData: 10,
  uint64Data: 11,
  externalData: 13,
  dataLocation: 14,
};

/** Types by TensorProto.DataType, and the field that holds their values where they are not raw bytes. */
const TYPES: ReadonlyMap<number, readonly [ElementType, field: number]> = /* @__PURE__ */ new Map<
  number,
  readonly [ElementType, number]
>([
  [1, ['float32', TENSOR.floatData]],
  [2, ['uint8', TENSOR.int32Data]],
  [3, ['int8', TENSOR.int32Data]],
  [4, ['uint16', TENSOR.int32Data]],
  [5, ['int16', TENSOR.int32Data]],
  [6, ['int32', TENSOR.int32Data]],
  [7, ['int64', TENSOR.int64Data]],
  [9, ['bool', TENSOR.int32Data]],
  [10, ['float16', TENSOR.int32Data]],
  [11, ['float64', TENSOR.doubleData]],
  [12, ['uint32', TENSOR.uint64Data]],
  [13, ['uint64', TENSOR.uint64Data]],
  [16, ['bfloat16', TENSOR.int32Data]],
]);

const FLOATS: readonly ElementType[] = ['float16', 'float32', 'float64', 'bfloat16'];

/**
 * Reads a TensorProto, whose values are raw bytes, a list of numbers, or bytes of a file beside it.
 *
 * Throws `unsupported` for texts, complex numbers, 8-bit floats, and values in a file that was not given.
 */
export function readOnnxTensor(
  file: SourceFile,
  message: ProtobufMessage,
  external: ExternalFiles,
): OnnxTensor {
  const dims: number[] = [];
  const place: Record<string, string> = {};
  let [name, dataType, isExternal] = ['', 0, false];
  let raw: Uint8Array | undefined;
  while (message.next()) {
    if (message.field === TENSOR.dims) {
      for (const size of message.integers()) {
        dims.push(size);
      }
    } else if (message.field === TENSOR.dataType) {
      dataType = message.integer();
    } else if (message.field === TENSOR.name) {
      name = message.text();
    } else if (message.field === TENSOR.rawData) {
      raw = message.value();
    } else if (message.field === TENSOR.externalData) {
      isExternal = true;
      const [key, text] = readEntry(message.message(`where ${show(name)} lies`));
      place[key] = text;
    } else if (message.field === TENSOR.dataLocation) {
      isExternal ||= message.integer() === 1;
    } else if (message.field === TENSOR.segment) {
      throw file.unsupported({
        problem: `the tensor ${show(name)} is cut into segments.`,
        expected: 'whole tensors',
        received: 'a segment',
        fix: 'save the model again in Python: onnx.save(onnx.load(path), path)',
      });
    }
  }
  const [type, field] = TYPES.get(dataType) ?? [];
  if (type === undefined || field === undefined) {
    const fields = {
      problem: `${show(name)} holds values that are not read.`,
      expected: [...TYPES].map(([number, [known]]) => `${number} (${known})`).join(', '),
      received: `data type ${dataType}`,
      fix: 'export the model with float32 or float16 weights',
    };
    // 8 is text, 14 and 15 complex, from 17 on 8-bit floats and narrower.
    throw [8, 14, 15].includes(dataType) || (dataType >= 17 && dataType < 64)
      ? file.unsupported(fields)
      : file.damaged(fields);
  }
  const shape = file.shape(name, dims);
  if (isExternal) {
    raw = external.read(name, place, countOf(shape) * ELEMENT_BYTES[type]);
  }
  const data =
    raw === undefined ? collectNumbers(message, type, field) : decodeRaw(file, raw, type, shape, name);
  if (data.length !== countOf(shape)) {
    throw wrongCount(file, name, shape, `${data.length} values`);
  }
  return {
    name,
    shape,
    data,
    ...(FLOATS.includes(type) ? {} : {isInteger: true, integerType: type}),
  };
}

/** StringStringEntryProto: 1 key, 2 value. */
function readEntry(message: ProtobufMessage): [key: string, text: string] {
  let [key, text] = ['', ''];
  while (message.next()) {
    if (message.field === 1) {
      key = message.text();
    } else if (message.field === 2) {
      text = message.text();
    }
  }
  return [key, text];
}

function decodeRaw(
  file: SourceFile,
  raw: Uint8Array,
  type: ElementType,
  shape: number[],
  name: string,
): Float32Array {
  if (raw.length !== countOf(shape) * ELEMENT_BYTES[type]) {
    throw wrongCount(file, name, shape, `${raw.length} bytes of ${type}`);
  }
  const {data} = file.allocate(name, shape);
  decodeElements(raw, type, data);
  return data;
}

function collectNumbers(message: ProtobufMessage, type: ElementType, field: number): Float32Array {
  if (type === 'float32' || type === 'float64') {
    return message.collect(field, type);
  }
  const numbers = message.collect(field, 'varint');
  if (type === 'float16' || type === 'bfloat16') {
    // Halves come as the integer of the same 16 bits.
    const convert = type === 'float16' ? float16FromBits : bfloat16FromBits;
    for (let i = 0; i < numbers.length; i++) {
      numbers[i] = convert((numbers[i] ?? 0) & 0xffff);
    }
  }
  return numbers;
}

function wrongCount(file: SourceFile, name: string, shape: readonly number[], received: string): Error {
  return file.damaged({
    problem: `the values of ${show(name)} do not fill its shape.`,
    expected: `${countOf(shape)} values for [${shape.join(', ')}]`,
    received,
  });
}
