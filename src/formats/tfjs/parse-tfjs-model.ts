import type {NamedArray} from '../../core/named-array';
import {AlexNetError} from '../../errors';
import {ByteReader} from '../byte-reader';
import {decodeElements} from '../element-type';
import {SourceFile, type ReadOptions} from '../source-file';
import type {WeightFile} from '../weight-file';
import {parseModelJson, type ModelJson, type StoredWeight} from './model-json';

/**
 * Reads the weights of a tfjs model, quantized or not: what `model.json` lists, in that order.
 *
 * @param modelJson the bytes of `model.json`, its text, or what `JSON.parse` made of it; its `weightsManifest` is used.
 * @param weightBytes the contents of the files that the manifest names, in its order; one behind the other, or as a list.
 */
export function parseTfjsModel(
  modelJson: Uint8Array | ArrayBuffer | string | object,
  weightBytes: Uint8Array | ArrayBuffer | readonly (Uint8Array | ArrayBuffer)[] | undefined,
  options: ReadOptions = {},
): WeightFile {
  if (weightBytes === undefined) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'parseTfjsModel',
      problem: 'a model.json holds no weights itself.',
      expected: 'weightBytes: the contents of the files that its weightsManifest names',
      received: 'weightBytes = undefined',
      fix: 'pass weightBytes',
    });
  }
  const file = new SourceFile('parseTfjsModel', joinBytes(weightBytes, options), options);
  return decodeTfjsModel(parseModelJson(modelJson, file.where), file);
}

/** Decodes the weights of a checked model.json from `file`, which holds the bytes of all its weight files. */
export function decodeTfjsModel({json, weights}: ModelJson, file: SourceFile): WeightFile {
  const reader = new ByteReader(file, file.bytes, 'the weights');
  const arrays = weights.map(weight => decodeWeight(file, reader, weight));
  if (reader.left > 0) {
    throw file.damaged({
      problem: 'bytes are left over behind the last weight.',
      expected: `${reader.position} bytes of weights`,
      received: `${file.bytes.length} bytes`,
      fix: 'pass the weight files that this model.json names, all of them and in its order',
    });
  }
  file.requireUniqueNames(arrays);
  return {format: 'tfjs', arrays, metadata: textsOf(json)};
}

function joinBytes(
  parts: Uint8Array | ArrayBuffer | readonly (Uint8Array | ArrayBuffer)[],
  options: ReadOptions,
): Uint8Array {
  const sources = (Array.isArray(parts) ? (parts as (Uint8Array | ArrayBuffer)[]) : [parts]).map(
    part => new SourceFile('parseTfjsModel', part as Uint8Array, options).bytes,
  );
  const [only] = sources;
  if (sources.length === 1 && only !== undefined) {
    return only;
  }
  const joined = new Uint8Array(sources.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of sources) {
    joined.set(part, filled);
    filled += part.length;
  }
  return joined;
}

function decodeWeight(
  file: SourceFile,
  reader: ByteReader,
  {name, shape, type, quantization, byteCount}: StoredWeight,
): NamedArray {
  const bytes = reader.take(byteCount);
  const array = file.allocate(name, shape);
  decodeElements(bytes, quantization?.type ?? type, array.data);
  if (quantization !== undefined && quantization.type !== 'float16') {
    const {scale, min} = quantization;
    const isInteger = type !== 'float32';
    for (let i = 0; i < array.data.length; i++) {
      const value = (array.data[i] ?? 0) * scale + min;
      array.data[i] = isInteger ? Math.round(value) : value;
    }
  }
  return array;
}

/** What model.json says of itself: format, generatedBy, convertedBy. */
function textsOf(json: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(json).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
