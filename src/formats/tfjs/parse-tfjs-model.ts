import {show} from '../../core/check';
import {countOf, type NamedArray} from '../../core/named-array';
import {AlexNetError} from '../../errors';
import {isRecord, parseBoundedJson} from '../bounded-json';
import {ByteReader} from '../byte-reader';
import {decodeElements, ELEMENT_BYTES, type ElementType} from '../element-type';
import {SourceFile, type ReadOptions} from '../source-file';
import {type WeightFile} from '../weight-file';

/** dtypes of tfjs that have a float32. */
const TYPES = ['float32', 'int32', 'bool', 'uint8', 'uint16', 'float16'] as const;

/** How tfjs stores a weight in less space: value = number · scale + min, or as a half. */
interface Quantization {
  type: ElementType;
  scale: number;
  min: number;
}

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
  const json = readJson(file, modelJson);
  const manifest = isRecord(json) ? json.weightsManifest : undefined;
  if (!isRecord(json) || !Array.isArray(manifest)) {
    throw file.damaged({
      problem: 'this is no model.json.',
      expected: '{"weightsManifest": [{"paths": […], "weights": […]}]}',
      received: show(json),
    });
  }
  const reader = new ByteReader(file, file.bytes, 'the weights');
  const arrays: NamedArray[] = [];
  for (const group of manifest as unknown[]) {
    const weights = isRecord(group) ? group.weights : undefined;
    if (!Array.isArray(weights)) {
      throw file.damaged({
        problem: 'a group of the weightsManifest is none.',
        expected: '{"paths": […], "weights": […]}',
        received: show(group),
      });
    }
    for (const spec of weights as unknown[]) {
      arrays.push(readWeight(file, reader, spec));
    }
  }
  if (reader.left > 0) {
    throw file.damaged({
      problem: 'bytes are left over behind the last weight.',
      expected: `${reader.position} bytes of weights`,
      received: `${file.bytes.length} bytes`,
      fix: 'pass the weight files that this model.json names, all of them and in its order',
    });
  }
  file.requireUniqueNames(arrays);
  return {format: 'tfjs', arrays, metadata: texts(json)};
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

function readJson(file: SourceFile, modelJson: Uint8Array | ArrayBuffer | string | object): unknown {
  if (
    typeof modelJson === 'object' &&
    !(modelJson instanceof ArrayBuffer) &&
    !ArrayBuffer.isView(modelJson)
  ) {
    return modelJson;
  }
  const bytes = typeof modelJson === 'string' ? new TextEncoder().encode(modelJson) : modelJson;
  // Its own bytes bound what model.json may take, the weights' bytes what they may.
  const source = new SourceFile(file.where, bytes as Uint8Array);
  return parseBoundedJson(source, source.bytes, 'model.json');
}

function readWeight(file: SourceFile, reader: ByteReader, spec: unknown): NamedArray {
  const type = isRecord(spec) ? TYPES.find(known => known === spec.dtype) : undefined;
  if (!isRecord(spec) || typeof spec.name !== 'string' || !Array.isArray(spec.shape) || type === undefined) {
    const isKnownKind = isRecord(spec) && (spec.dtype === 'string' || spec.dtype === 'complex64');
    const fields = {
      problem: 'a weight is described in a way that is not read.',
      expected: `{"name", "shape", "dtype": one of ${TYPES.join(', ')}}`,
      received: show(spec),
      fix: 'convert the model with plain numbers as weights',
    };
    throw isKnownKind ? file.unsupported(fields) : file.damaged(fields);
  }
  const {name} = spec;
  const shape = file.shape(name, spec.shape);
  const quantization =
    spec.quantization === undefined ? undefined : readQuantization(file, name, spec.quantization);
  const stored = quantization?.type ?? type;
  const bytes = reader.take(countOf(shape) * ELEMENT_BYTES[stored]);
  const array = file.allocate(name, shape);
  decodeElements(bytes, stored, array.data);
  if (quantization !== undefined && quantization.type !== 'float16') {
    const isWhole = type !== 'float32';
    for (let i = 0; i < array.data.length; i++) {
      const value = (array.data[i] ?? 0) * quantization.scale + quantization.min;
      array.data[i] = isWhole ? Math.round(value) : value;
    }
  }
  return array;
}

function readQuantization(file: SourceFile, name: string, quantization: unknown): Quantization {
  const {dtype, scale = 1, min = 0} = isRecord(quantization) ? quantization : {};
  const type = (['uint8', 'uint16', 'float16'] as const).find(known => known === dtype);
  const isAffine = type !== 'float16';
  if (
    type === undefined ||
    (isAffine && (!isRecord(quantization) || !('scale' in quantization) || !('min' in quantization))) ||
    !Number.isFinite(scale) ||
    !Number.isFinite(min)
  ) {
    throw file.damaged({
      problem: `the quantization of ${show(name)} is none.`,
      expected: '{"dtype": "uint8" or "uint16", "scale", "min"} or {"dtype": "float16"}',
      received: show(quantization),
    });
  }
  return {type, scale: scale as number, min: min as number};
}

/** What model.json says of itself: format, generatedBy, convertedBy. */
function texts(json: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(json).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
