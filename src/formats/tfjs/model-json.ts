import {show} from '../../core/check';
import {countOf} from '../../core/named-array';
import type {AlexNetError} from '../../errors';
import {isRecord, parseBoundedJson} from '../bounded-json';
import {ELEMENT_BYTES, type ElementType} from '../element-type';
import {SourceFile, type Damage} from '../source-file';

/** dtypes of tfjs whose values fit float32. */
const TYPES = ['float32', 'int32', 'bool', 'uint8', 'uint16', 'float16'] as const;
const QUANTIZED_TYPES = ['uint8', 'uint16', 'float16'] as const;

/** Memory of one described weight. */
const WEIGHT_BYTES = 200;

/** How tfjs stores a weight in less space: value = number · scale + min, or as a half. */
interface WeightQuantization {
  type: ElementType;
  scale: number;
  min: number;
}

/** A weight as `model.json` describes it, checked. */
export interface StoredWeight {
  name: string;
  shape: number[];
  /** dtype of the weight. */
  type: ElementType;
  quantization?: WeightQuantization;
  /** Length in the weight file. */
  byteCount: number;
}

/** A checked `model.json`. */
export interface ModelJson {
  /** Names the file in errors. */
  where: string;
  /** The content, as it stands in the file. */
  json: Readonly<Record<string, unknown>>;
  /** Weight files, relative to model.json, in order. */
  paths: string[];
  weights: StoredWeight[];
  /** Bytes that all weights together take up. */
  byteCount: number;
}

/**
 * Reads a `model.json` that may be damaged or made to do harm: the memory it takes is bounded, every field that is used
 * is checked, and weight paths stay inside the directory. `requireLayersModel` checks the network.
 *
 * @param source the bytes of `model.json`, its text, or the parsed object.
 * @param where names the file in errors.
 * @throws bad-weights for a damaged file, unsupported for weights that are not plain numbers.
 */
export function parseModelJson(source: Uint8Array | ArrayBuffer | string | object, where: string): ModelJson {
  const isParsed =
    typeof source === 'object' && !(source instanceof ArrayBuffer) && !ArrayBuffer.isView(source);
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
  const file = new SourceFile(where, isParsed ? new Uint8Array(0) : (bytes as Uint8Array));
  const json: unknown = isParsed ? source : parseBoundedJson(file, file.bytes, 'model.json');
  if (!isRecord(json) || !Array.isArray(json.weightsManifest)) {
    throw modelDamage(file, {
      problem: 'this is no model.json.',
      expected: '{"weightsManifest": [{"paths": […], "weights": […]}]}',
      received: show(json),
    });
  }
  const groups = (json.weightsManifest as unknown[]).map(group => readGroup(file, group));
  const weights = groups.flatMap(group => group.weights);
  return {
    where,
    json,
    paths: groups.flatMap(({paths}) => paths),
    weights,
    byteCount: weights.reduce((sum, {byteCount}) => sum + byteCount, 0),
  };
}

/** The error for a damaged model.json, with what to do about it. */
export function modelDamage(file: Pick<SourceFile, 'damaged'>, damage: Damage): AlexNetError {
  return file.damaged({
    fix: 'this is not (or no longer) a model that model.save wrote: restore it from a copy, or save it again',
    ...damage,
  });
}

function readGroup(file: SourceFile, group: unknown): {paths: string[]; weights: StoredWeight[]} {
  if (!isRecord(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
    throw modelDamage(file, {
      problem: 'a group of the weightsManifest is damaged.',
      expected: '{"paths": […], "weights": […]}',
      received: show(group),
    });
  }
  return {
    paths: group.paths.map(path => readPath(file, path)),
    weights: group.weights.map(spec => readWeight(file, spec)),
  };
}

/** A relative path without a way up: neither `..` nor a drive, a scheme or a backslash. */
function readPath(file: SourceFile, path: unknown): string {
  if (
    typeof path !== 'string' ||
    !/^[^/\\:\0]+(\/[^/\\:\0]+)*$/.test(path) ||
    path.split('/').includes('..')
  ) {
    throw modelDamage(file, {
      problem: 'a weight file lies outside the model directory.',
      expected: 'a relative path without ".."',
      received: show(path),
    });
  }
  return path;
}

function readWeight(file: SourceFile, spec: unknown): StoredWeight {
  const type = isRecord(spec) ? TYPES.find(known => known === spec.dtype) : undefined;
  if (!isRecord(spec) || typeof spec.name !== 'string' || !Array.isArray(spec.shape) || type === undefined) {
    const isKnownType = isRecord(spec) && (spec.dtype === 'string' || spec.dtype === 'complex64');
    const damage = {
      problem: 'a weight is described in a way that is not read.',
      expected: `{"name", "shape", "dtype": one of ${TYPES.join(', ')}}`,
      received: show(spec),
      fix: 'convert the model with plain numbers as weights',
    };
    throw isKnownType ? file.unsupported(damage) : modelDamage(file, damage);
  }
  const {name} = spec;
  const shape = file.shape(name, spec.shape);
  const quantization =
    spec.quantization === undefined ? undefined : readQuantization(file, name, spec.quantization);
  const byteCount = countOf(shape) * ELEMENT_BYTES[quantization?.type ?? type];
  if (!Number.isSafeInteger(byteCount)) {
    throw modelDamage(file, {
      problem: `the shape of ${show(name)} is too large.`,
      expected: 'as many values as a file can hold',
      received: `[${shape.join(', ')}]`,
    });
  }
  file.spend(WEIGHT_BYTES, show(name));
  return {name, shape, type, quantization, byteCount};
}

function readQuantization(file: SourceFile, name: string, quantization: unknown): WeightQuantization {
  const {dtype, scale, min} = isRecord(quantization) ? quantization : {};
  const type = QUANTIZED_TYPES.find(known => known === dtype);
  const isHalf = type === 'float16';
  if (type === undefined || (!isHalf && !(Number.isFinite(scale) && Number.isFinite(min)))) {
    throw modelDamage(file, {
      problem: `the quantization of ${show(name)} is none.`,
      expected: '{"dtype": "uint8" or "uint16", "scale", "min"} or {"dtype": "float16"}',
      received: show(quantization),
    });
  }
  return isHalf ? {type, scale: 1, min: 0} : {type, scale: scale as number, min: min as number};
}
