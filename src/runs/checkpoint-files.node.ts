/**
 * The three files of one checkpoint directory, and the check that they are complete.
 *
 *     step-00000100/weights.bin     model weights, float32, one behind the other
 *                   optimizer.bin   state of the optimizer, the same way
 *                   state.json      {sha256, body}: names and shapes, the size and sha256 of both files, metrics, state
 *
 * `sha256` is that of `body` as JSON, and `body` holds those of the two files: so one hash covers every byte.
 * A directory gets its final name only when all three are on the disk (see checkpoint-store.node.ts).
 */
import {mkdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {packArrays, unpackArrays, type PackedArrayEntry} from '../core/named-array';
import {AlexNetError} from '../errors';
import {ioError, syncDirectory, writeFileSynced} from '../disk/atomic-file.node.js';
import {linkIfWhole, sha256Of} from '../disk/digest.node.js';
import type {Checkpoint, CheckpointMetrics} from '../training/checkpoint';

const VERSION = 1;
const PARTS = ['weights', 'optimizer'] as const;

interface PartRecord {
  bytes: number;
  sha256: string;
  arrays: PackedArrayEntry[];
}

/** The `body` of state.json. */
export interface CheckpointRecord {
  version: number;
  step: number;
  metrics: CheckpointMetrics;
  weights: PartRecord;
  optimizer: PartRecord;
  state: unknown;
}

/**
 * Writes a checkpoint into the new directory `directory` and forces it to the disk.
 *
 * @param earlier a checkpoint directory with its record: a file with equal bytes is linked instead of written again.
 */
export async function writeCheckpointFiles(
  directory: string,
  {step, metrics, weights, optimizer, state}: Checkpoint,
  earlier: readonly {directory: string; record: CheckpointRecord}[] = [],
): Promise<CheckpointRecord> {
  const packed = {weights: packArrays(weights), optimizer: packArrays(optimizer)};
  const partOf = (part: (typeof PARTS)[number]): PartRecord => ({
    bytes: packed[part].bytes.byteLength,
    sha256: sha256Of(packed[part].bytes),
    arrays: packed[part].entries,
  });
  const record: CheckpointRecord = {
    version: VERSION,
    step,
    metrics,
    weights: partOf('weights'),
    optimizer: partOf('optimizer'),
    state,
  };
  await mkdir(directory);
  for (const part of PARTS) {
    const path = join(directory, `${part}.bin`);
    const same = earlier.find(other => other.record[part].sha256 === record[part].sha256);
    if (same === undefined || !(await linkIfWhole(join(same.directory, `${part}.bin`), path, record[part]))) {
      await writeFileSynced(path, packed[part].bytes);
    }
  }
  const body = JSON.stringify(record);
  await writeFileSynced(join(directory, 'state.json'), `{"sha256":"${sha256Of(body)}","body":${body}}\n`);
  await syncDirectory(directory);
  return record;
}

/** Reads and checks state.json alone. Throws `bad-weights` when it is damaged or missing. */
export async function readCheckpointRecord(directory: string): Promise<CheckpointRecord> {
  const path = join(directory, 'state.json');
  const text = await readPart(path);
  let parsed: {sha256?: unknown; body?: unknown};
  try {
    parsed = (JSON.parse(text.toString('utf8')) ?? {}) as typeof parsed;
  } catch (error) {
    throw damaged(path, 'JSON', 'text that is not JSON', error);
  }
  const actual = sha256Of(JSON.stringify(parsed.body ?? null));
  if (parsed.sha256 !== actual) {
    throw damaged(path, `sha256 ${String(parsed.sha256)}`, `sha256 ${actual}`);
  }
  const record = parsed.body as CheckpointRecord;
  if (record.version !== VERSION) {
    throw new AlexNetError({
      code: 'unsupported',
      where: path,
      problem: 'this checkpoint was written by another version of the library.',
      expected: `checkpoint version ${VERSION}`,
      received: `checkpoint version ${String(record.version)}`,
      fix: 'use the version of tfjs-alexnet that wrote it',
    });
  }
  return record;
}

/** Reads a checkpoint and verifies every byte. Throws `bad-weights` when one is wrong. */
export async function readCheckpointFiles(directory: string): Promise<Checkpoint> {
  const record = await readCheckpointRecord(directory);
  const [weights = [], optimizer = []] = await Promise.all(
    PARTS.map(async part => {
      const path = join(directory, `${part}.bin`);
      const bytes = await readPart(path);
      const {sha256, arrays} = record[part];
      const actual = sha256Of(bytes);
      if (actual !== sha256) {
        throw damaged(
          path,
          `${record[part].bytes} bytes, sha256 ${sha256}`,
          `${bytes.length} bytes, sha256 ${actual}`,
        );
      }
      return unpackArrays(bytes, arrays, path);
    }),
  );
  const {step, metrics, state} = record;
  return {step, metrics, weights, optimizer, state};
}

async function readPart(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const failure = ioError(`reading ${path}`, error);
    throw failure.message.includes('ENOENT') ? damaged(path, 'the file', 'no such file', error) : failure;
  }
}

function damaged(where: string, expected: string, received: string, cause?: unknown): AlexNetError {
  return new AlexNetError({
    code: 'bad-weights',
    where,
    problem: 'this file of a checkpoint is damaged.',
    expected,
    received,
    fix: 'load an earlier checkpoint; delete this one',
    cause,
  });
}
