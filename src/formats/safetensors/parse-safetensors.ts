/**
 * Hugging Face's safetensors: the length of a header (8 bytes), the header as JSON, then the values.
 *
 *     {"conv1.weight": {"dtype": "F32", "shape": [96, 3, 11, 11], "data_offsets": [0, 139392]}, "__metadata__": {…}}
 *
 * The invariant that is checked, as the format demands it: the ranges of all tensors together are the bytes behind the
 * header, without overlap and without a hole, and each is as long as its shape and dtype say.
 */
import {countOf, type NamedArray} from '../../core/named-array';
import {show} from '../../core/check';
import {isRecord, parseBoundedJson} from '../bounded-json';
import {ByteReader} from '../byte-reader';
import {decodeElements, ELEMENT_BYTES, type ElementType} from '../element-type';
import {SourceFile, type ReadOptions} from '../source-file';
import {type WeightFile} from '../weight-file';

const ELEMENT_TYPES: ReadonlyMap<unknown, ElementType> = /* @__PURE__ */ new Map<unknown, ElementType>([
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['F32', 'float32'],
  ['F64', 'float64'],
  ['BOOL', 'bool'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['I16', 'int16'],
  ['U16', 'uint16'],
  ['I32', 'int32'],
  ['U32', 'uint32'],
  ['I64', 'int64'],
  ['U64', 'uint64'],
]);

interface Entry {
  name: string;
  type: ElementType;
  shape: number[];
  begin: number;
  end: number;
}

/**
 * Reads a `.safetensors` file. `metadata` is its `__metadata__`.
 *
 * Throws `bad-weights` for a damaged file, `unsupported` for 8-bit and complex floats.
 */
export function parseSafetensors(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): WeightFile {
  const file = new SourceFile('parseSafetensors', bytes, options);
  const reader = new ByteReader(file, file.bytes, 'the file');
  const headerLength = reader.uint64();
  if (headerLength > reader.left) {
    throw file.damaged({
      problem: 'the header is longer than the file.',
      expected: `at most ${reader.left} bytes of header`,
      received: `${headerLength} bytes`,
      fix: 'the download is not complete, or this is no safetensors file: download it or save it again',
    });
  }
  const header = parseBoundedJson(file, reader.take(headerLength), 'the header');
  if (!isRecord(header)) {
    throw file.damaged({
      problem: 'the header is not an object.',
      expected: '{"name": {"dtype", "shape", "data_offsets"}, …}',
      received: show(header),
    });
  }
  let metadata: [string, string][] = [];
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = parseMetadata(file, value);
    } else {
      entries.push(parseEntry(file, name, value));
    }
  }
  const data = reader.take(reader.left);
  requireExactCover(file, entries, data.length);
  const arrays = entries.map(({name, type, shape, begin, end}): NamedArray => {
    const array = file.allocate(name, shape);
    decodeElements(data.subarray(begin, end), type, array.data);
    return array;
  });
  return {format: 'safetensors', arrays, metadata: Object.fromEntries(metadata)};
}

function parseMetadata(file: SourceFile, value: unknown): [string, string][] {
  const texts = isRecord(value) ? Object.entries(value) : undefined;
  if (texts === undefined || !texts.every((pair): pair is [string, string] => typeof pair[1] === 'string')) {
    throw file.damaged({
      problem: '__metadata__ is not a list of texts.',
      expected: '{"key": "text", …}',
      received: show(value),
    });
  }
  return texts;
}

function parseEntry(file: SourceFile, name: string, value: unknown): Entry {
  if (!isRecord(value) || !Array.isArray(value.shape) || !Array.isArray(value.data_offsets)) {
    throw file.damaged({
      problem: `the entry ${show(name)} is not a tensor.`,
      expected: '{"dtype": "F32", "shape": […], "data_offsets": [begin, end]}',
      received: show(value),
    });
  }
  const type = ELEMENT_TYPES.get(value.dtype);
  if (type === undefined) {
    const fields = {
      problem: `${show(name)} has a dtype that is not read.`,
      expected: [...ELEMENT_TYPES.keys()].join(', '),
      received: show(value.dtype),
      fix: 'convert the tensors to float16 or float32 first: tensor.float() in Python',
    };
    throw typeof value.dtype === 'string' && /^([FC]\d|F8_)/.test(value.dtype)
      ? file.unsupported(fields)
      : file.damaged(fields);
  }
  const shape = file.shape(name, value.shape);
  const [begin, end] = value.data_offsets as unknown[];
  const byteCount = countOf(shape) * ELEMENT_BYTES[type];
  if (
    value.data_offsets.length !== 2 ||
    !Number.isSafeInteger(begin) ||
    (begin as number) < 0 ||
    end !== (begin as number) + byteCount
  ) {
    throw file.damaged({
      problem: `the range of ${show(name)} is not as long as its values.`,
      expected: `[begin, begin + ${byteCount}] for ${value.dtype as string} [${shape.join(', ')}]`,
      received: show(value.data_offsets),
    });
  }
  return {name, type, shape, begin: begin as number, end};
}

function requireExactCover(file: SourceFile, entries: readonly Entry[], length: number): void {
  const sorted = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let position = 0;
  for (const {name, begin, end} of sorted) {
    if (begin !== position) {
      throw file.damaged({
        problem: begin < position ? `the range of ${show(name)} overlaps another.` : 'there is a hole.',
        expected: `${show(name)} to begin at byte ${position}`,
        received: `[${begin}, ${end}]`,
      });
    }
    position = end;
  }
  if (position !== length) {
    throw file.damaged({
      problem: position > length ? 'the file ends too early.' : 'bytes are left over behind the last tensor.',
      expected: `${position} bytes of values`,
      received: `${length} bytes`,
      fix: 'the download is not complete, or the file is damaged: download it or save it again',
    });
  }
}
