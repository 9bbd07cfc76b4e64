import type * as tf from '@tensorflow/tfjs-core';
import {countOf} from '../../core/named-array';
import {show} from '../../core/check';
import {AlexNetError} from '../../errors';

/** A checked model.json: what `fileSystemIO` needs to read the weights. */
export interface ParsedModelJson {
  json: tf.io.ModelJSON;
  /** Weight files, relative to model.json, in order. */
  paths: string[];
  /** Bytes that all weights together take up. */
  byteCount: number;
}

const DTYPE_BYTES: Readonly<Record<string, number>> = {float32: 4, int32: 4, bool: 1};
const QUANTIZED_BYTES: Readonly<Record<string, number>> = {uint8: 1, uint16: 2, float16: 2};

/**
 * Reads a model.json that may be damaged or made to do harm: every field that is used is checked first, weight paths
 * stay inside the directory. Throws `bad-weights`.
 *
 * @param where names the file in an error.
 */
export function parseModelJson(text: string, where: string): ParsedModelJson {
  const fail = (problem: string, expected: string, received: string): never => {
    throw new AlexNetError({
      code: 'bad-weights',
      where,
      problem,
      expected,
      received,
      fix: 'this is not (or no longer) a model that model.save wrote: restore it from a copy, or save it again',
    });
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail(
      'the file is not JSON.',
      'JSON',
      `${text.length} characters (${error instanceof Error ? error.message : ''})`,
    );
  }
  if (!isRecord(json) || !isRecord(json.modelTopology)) {
    return fail('there is no model in it.', 'an object with modelTopology', show(json));
  }
  if (json.format === 'graph-model') {
    return fail('this is a graph model.', 'format "layers-model"', 'format "graph-model"');
  }
  const manifest = json.weightsManifest;
  if (!Array.isArray(manifest)) {
    return fail('weightsManifest is not a list.', 'a list of groups', show(manifest));
  }
  const paths: string[] = [];
  let byteCount = 0;
  for (const group of manifest as unknown[]) {
    if (!isRecord(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
      return fail('a group of weightsManifest is damaged.', '{paths: […], weights: […]}', show(group));
    }
    for (const path of group.paths as unknown[]) {
      if (typeof path !== 'string' || !/^[\w.-]+(\/[\w.-]+)*$/.test(path) || path.split('/').includes('..')) {
        return fail(
          'a weight file lies outside the model directory.',
          'a relative path without ".."',
          show(path),
        );
      }
      paths.push(path);
    }
    for (const spec of group.weights as unknown[]) {
      const bytes = byteCountOf(spec);
      if (bytes === undefined) {
        return fail(
          'a weight is not described as it should be.',
          '{name, shape of whole sizes, dtype float32, int32 or bool}',
          show(spec),
        );
      }
      byteCount += bytes;
    }
  }
  return {json: json as unknown as tf.io.ModelJSON, paths, byteCount};
}

function byteCountOf(spec: unknown): number | undefined {
  if (!isRecord(spec) || typeof spec.name !== 'string' || !Array.isArray(spec.shape)) {
    return undefined;
  }
  const shape = spec.shape as unknown[];
  if (!shape.every(size => typeof size === 'number' && Number.isInteger(size) && size >= 0)) {
    return undefined;
  }
  const stored = isRecord(spec.quantization)
    ? QUANTIZED_BYTES[String(spec.quantization.dtype)]
    : DTYPE_BYTES[String(spec.dtype)];
  const count = countOf(shape as number[]);
  return stored === undefined || !Number.isSafeInteger(count * stored) ? undefined : count * stored;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
