/**
 * The index of weights that are spread over several safetensors files (shards), as Hugging Face writes it:
 *
 *     {"metadata": {…}, "weight_map": {"conv1.weight": "model-00001-of-00002.safetensors", …}}
 */
import {show} from '../../core/check';
import type {NamedArray} from '../../core/named-array';
import {isRecord, parseBoundedJson} from '../bounded-json';
import {SourceFile, type ReadOptions} from '../source-file';
import type {WeightFile} from '../weight-file';
import {parseSafetensors} from './parse-safetensors';

const START_BYTES = 4096;

/** Whether these bytes are an index and not weights: JSON with a "weight_map". */
export function isSafetensorsIndex(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, START_BYTES));
  return /^(\xef\xbb\xbf)?\s*\{/.test(start) && start.includes('"weight_map"');
}

/** Names of the shards in an index, each once, in their order. They are names of files beside it. */
export function safetensorsShards(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): string[] {
  const file = new SourceFile('parseSafetensorsIndex', bytes, options);
  return [...new Set(weightMap(file).map(([, shard]) => shard))];
}

/**
 * Reads the weights of an index. `shards` are the contents of the files that {@link safetensorsShards} names, in its order.
 *
 * Throws `bad-weights` where a weight of the index is in none of them.
 */
export function parseSafetensorsIndex(
  bytes: Uint8Array | ArrayBuffer,
  shards: readonly (Uint8Array | ArrayBuffer)[],
  options: ReadOptions = {},
): WeightFile {
  const file = new SourceFile('parseSafetensorsIndex', bytes, options);
  const map = weightMap(file);
  const names = [...new Set(map.map(([, shard]) => shard))];
  if (names.length !== shards.length) {
    throw file.damaged({
      problem: 'this is the index of weights that are in other files.',
      expected: names.slice(0, 4).join(', '),
      received: `${shards.length} files`,
      fix: 'pass the path of the index in Node, with the files beside it; in a page their contents as weightBytes, in this order',
    });
  }
  const files = shards.map((shard, i) => parseSafetensors(shard, {fileName: names[i] ?? ''}));
  const arrays: NamedArray[] = files.flatMap(shard => shard.arrays);
  file.requireUniqueNames(arrays);
  const present = new Set(arrays.map(({name}) => name));
  const missing = map.filter(([name]) => !present.has(name));
  if (missing.length > 0) {
    throw file.damaged({
      problem: `${missing.length} weights of the index are in none of its files.`,
      expected: missing
        .slice(0, 3)
        .map(([name, shard]) => `${show(name)} in ${shard}`)
        .join(', '),
      received: `${arrays.length} arrays`,
      fix: 'download the files again, all of one version',
    });
  }
  return {format: 'safetensors', arrays, metadata: files[0]?.metadata ?? {}};
}

function weightMap(file: SourceFile): [string, string][] {
  const index = parseBoundedJson(file, file.bytes, 'the index');
  const map = isRecord(index) ? index.weight_map : undefined;
  const entries = isRecord(map) ? Object.entries(map) : [];
  const isName = (name: unknown): name is string =>
    typeof name === 'string' && /^[^/\\]+$/.test(name) && !/^\.+$/.test(name);
  if (entries.length === 0 || !entries.every((entry): entry is [string, string] => isName(entry[1]))) {
    throw file.damaged({
      problem: 'the index does not say where the weights are.',
      expected:
        '{"weight_map": {"conv1.weight": "model-00001-of-00002.safetensors", …}}, with files beside it',
      received: show(entries.find(([, name]) => !isName(name)) ?? map),
    });
  }
  return entries;
}
