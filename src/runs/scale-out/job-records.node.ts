import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {NamedArray} from '../../core/named-array';
import {writeFileAtomic, ioError} from '../../disk/atomic-file.node.js';
import {sha256Of} from '../../disk/digest.node.js';
import {makeDirectory} from '../../disk/make-directory.node.js';
import {parseSealed, sealJson} from '../../disk/sealed-json.node.js';
import {AlexNetError} from '../../errors';
import {encodeSafetensors} from '../../formats/safetensors/encode-safetensors';
import {parseSafetensors} from '../../formats/safetensors/parse-safetensors';
import type {CheckpointMetrics} from '../../training/checkpoint';
import type {RunIdentity, TrainState} from '../../training/train-state';

/** The part of `job.json` that `train_ddp.py` does not compute: what this library needs to take the job back. */
export interface JobRecord {
  version: 1;
  /** See `TrainState`. */
  identity: RunIdentity;
  epochs: number;
  stepsPerEpoch: number;
  totalSteps: number;
  seed: number;
  keep: number;
  /** Fraction of the units that all dropout layers drop; null: each row's own. */
  dropout: number | null;
  /** First photos of the first epoch, by which `train_ddp.py` checks its order. */
  firstPhotos: number[];
}

/** State of a training job beside weights and velocity. */
export type JobState = Pick<TrainState, 'schedule' | 'best' | 'heldRow' | 'finalEvaluation'> & {
  /** Joint steps done. */
  step: number;
  metrics: CheckpointMetrics;
  /** Seconds of training until then. */
  seconds?: number;
};

/** A checkpoint of a training job. */
export interface JobCheckpoint {
  state: JobState;
  /** By the names and in the order of axes of this library. */
  weights: NamedArray[];
  /** Velocity of each weight, by the weight's name. */
  velocity: NamedArray[];
}

const PARTS = ['weights', 'velocity'] as const;

/** Writes a checkpoint in the form of `train_ddp.py`. */
export async function writeJobCheckpoint(directory: string, checkpoint: JobCheckpoint): Promise<void> {
  await makeDirectory(directory);
  const digests: Record<string, string> = {};
  for (const part of PARTS) {
    const bytes = encodeSafetensors(checkpoint[part], {metadata: {format: 'pt'}});
    digests[part] = sha256Of(bytes);
    await writeFileAtomic(join(directory, `${part}.safetensors`), bytes);
  }
  await writeFileAtomic(
    join(directory, 'state.json'),
    `${JSON.stringify({...checkpoint.state, sha256: digests})}\n`,
  );
}

/** Reads a checkpoint that `train_ddp.py` wrote. Throws `bad-weights` where a file is damaged. */
export async function readJobCheckpoint(directory: string): Promise<JobCheckpoint> {
  const {sha256, ...state} = await readJobState(directory);
  const [weights, velocity] = await Promise.all(
    PARTS.map(async part => {
      const path = join(directory, `${part}.safetensors`);
      const bytes = await readBytes(path);
      if (sha256Of(bytes) !== sha256[part]) {
        throw new AlexNetError({
          code: 'bad-weights',
          where: path,
          problem: 'its content does not fit its digest: it was damaged or changed.',
          expected: `sha256 ${sha256[part] ?? ''}`,
          received: `sha256 ${sha256Of(bytes)}`,
          fix: 'copy it again, or remove this checkpoint: the one before is then taken',
        });
      }
      return parseSafetensors(bytes).arrays;
    }),
  );
  return {state, weights: weights ?? [], velocity: velocity ?? []};
}

/** Reads `state.json` of a checkpoint alone. */
export async function readJobState(directory: string): Promise<JobState & {sha256: Record<string, string>}> {
  const path = join(directory, 'state.json');
  const state = parseJson(await readBytes(path), path) as JobState & {sha256?: Record<string, string>};
  const {sha256} = state;
  if (!Number.isInteger(state.step) || sha256 === undefined) {
    throw notOfJob(path, 'step and sha256 of the files');
  }
  return {...state, sha256};
}

/** Writes `job.json`. */
export async function writeJobRecord(job: string, record: JobRecord): Promise<void> {
  await writeFileAtomic(join(job, 'job.json'), `${sealJson(record, {indent: 1})}\n`);
}

/** Reads `job.json`. */
export async function readJobRecord(job: string): Promise<JobRecord> {
  const path = join(job, 'job.json');
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AlexNetError({
      code: 'bad-argument',
      where: `training job ${job}`,
      problem: 'there is no training job.',
      expected: 'a folder that alexnet scale-out wrote, with job.json',
      received: path,
      fix: 'name the folder of the job; alexnet scale-out --help',
      cause,
    });
  });
  const record = parseSealed(text, path) as Partial<JobRecord>;
  if (record.version !== 1 || typeof record.identity !== 'object' || typeof record.totalSteps !== 'number') {
    throw notOfJob(path, 'version 1, identity and totalSteps');
  }
  return record as JobRecord;
}

/** Reads a JSON file of a job. */
export async function readJobJson(job: string, name: string): Promise<unknown> {
  const path = join(job, name);
  return parseJson(await readBytes(path), path);
}

function parseJson(bytes: Buffer, path: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (cause) {
    throw notOfJob(path, 'JSON', cause);
  }
}

async function readBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw ioError(`reading ${path}`, error);
  });
}

function notOfJob(path: string, expected: string, cause?: unknown): AlexNetError {
  return new AlexNetError({
    code: 'bad-data',
    where: path,
    problem: 'this file is not one of a training job.',
    expected,
    received: 'other content',
    fix: 'copy the folder of the job again',
    cause,
  });
}
