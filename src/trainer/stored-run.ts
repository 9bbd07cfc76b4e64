/**
 * What a saved run needs to be continued, beside its checkpoints:
 *
 *     images.bin        the squares of the training set, then those of the validation set
 *     weights.bin       the weights that it starts from, float32; only if they are not random
 *     trainer-run.json  {sha256, body}: settings, labels, names, and the digests of the files above
 *     finished.json     when it was trained to its end
 *
 * trainer-run.json is written after the first two: a run that has one is complete.
 */
import {packArrays, unpackArrays, type NamedArray, type PackedArrayEntry} from '../core/named-array';
import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import {sha256Of} from './sha256';
import type {RunFolder} from './run-storage';
import type {SquareSet} from './training-set';
import type {TrainerSettings} from './trainer-types';

const [RECORD, IMAGES, WEIGHTS, FINISHED] = [
  'trainer-run.json',
  'images.bin',
  'weights.bin',
  'finished.json',
];
const VERSION = 1;

export interface StoredRun {
  settings: TrainerSettings;
  data: SquareSet;
  validation: SquareSet | undefined;
  /** Undefined: the network starts from random weights. */
  start?: StoredStart;
}

/** The weights that a run starts from. */
export interface StoredStart {
  /** The weights of every layer: those from elsewhere, and the random ones of a new last layer. */
  arrays: () => Promise<NamedArray[]>;
  /** Whether the last layer is new. */
  hasNewLayer: boolean;
  /** The preprocessing that they were trained with. Left out: that of the preset. */
  preprocessing?: Preprocessing;
}

type SquareRecord = Omit<SquareSet, 'bytes'>;

interface RunRecord {
  version: number;
  settings: TrainerSettings;
  images: {bytes: number; sha256: string};
  data: SquareRecord;
  validation?: SquareRecord;
  start?: Omit<StoredStart, 'arrays'> & {bytes: number; sha256: string; arrays: PackedArrayEntry[]};
}

/** Saves a run before its first step. */
export async function writeRun(
  folder: RunFolder,
  {settings, data, validation, start}: StoredRun,
): Promise<void> {
  const bytes = new Uint8Array(data.bytes.length + (validation?.bytes.length ?? 0));
  bytes.set(data.bytes);
  bytes.set(validation?.bytes ?? [], data.bytes.length);
  const record: RunRecord = {
    version: VERSION,
    settings,
    images: {bytes: bytes.length, sha256: await sha256Of(bytes)},
    data: withoutBytes(data),
    ...(validation === undefined ? {} : {validation: withoutBytes(validation)}),
    ...(start === undefined ? {} : {start: await writeStart(folder, start)}),
  };
  await folder.writeFile(IMAGES, bytes);
  const body = JSON.stringify(record);
  await folder.writeFile(
    RECORD,
    new TextEncoder().encode(`{"sha256":"${await sha256Of(body)}","body":${body}}\n`),
  );
}

/** Settings of a saved run; undefined where there is none, or it is not complete. The images are not read. */
export async function readRunSettings(folder: RunFolder): Promise<TrainerSettings | undefined> {
  return (await readRecord(folder))?.settings;
}

/** Notes that a run was trained to its end. */
export async function markFinished(folder: RunFolder, steps: number): Promise<void> {
  await folder.writeFile(FINISHED, new TextEncoder().encode(JSON.stringify({steps})));
}

/** Whether a run was trained to its end. */
export async function isFinished(folder: RunFolder): Promise<boolean> {
  return (await folder.readFile(FINISHED)) !== undefined;
}

/** Reads and verifies a saved run; undefined where there is none. */
export async function readRun(folder: RunFolder, name: string): Promise<StoredRun | undefined> {
  const record = await readRecord(folder);
  if (record === undefined) {
    return undefined;
  }
  if (record.version !== VERSION) {
    throw new AlexNetError({
      code: 'unsupported',
      where: `run "${name}"`,
      problem: 'this run was saved by another version of the library.',
      expected: `version ${VERSION}`,
      received: `version ${String(record.version)}`,
      fix: 'use the version of tfjs-alexnet that saved it',
    });
  }
  const {settings, data, validation, start, images} = record;
  const bytes = await readVerified(folder, IMAGES, images, name);
  const end = sizeOf(data);
  return {
    settings,
    data: {...data, bytes: bytes.slice(0, end)},
    validation: validation && {...validation, bytes: bytes.slice(end)},
    ...(start === undefined ? {} : {start: readStart(folder, start, name)}),
  };
}

async function writeStart(
  folder: RunFolder,
  {arrays, ...rest}: StoredStart,
): Promise<NonNullable<RunRecord['start']>> {
  const {bytes, entries} = packArrays(await arrays());
  await folder.writeFile(WEIGHTS, bytes);
  return {...rest, bytes: bytes.length, sha256: await sha256Of(bytes), arrays: entries};
}

/** The weights are read on use: a run with a checkpoint does not need them. */
function readStart(
  folder: RunFolder,
  {arrays, bytes, sha256, ...rest}: NonNullable<RunRecord['start']>,
  name: string,
): StoredStart {
  return {
    ...rest,
    arrays: async () =>
      unpackArrays(await readVerified(folder, WEIGHTS, {bytes, sha256}, name), arrays, WEIGHTS),
  };
}

async function readVerified(
  folder: RunFolder,
  file: string,
  wanted: {bytes: number; sha256: string},
  name: string,
): Promise<Uint8Array> {
  const bytes = (await folder.readFile(file)) ?? new Uint8Array();
  const sha256 = await sha256Of(bytes);
  if (sha256 !== wanted.sha256) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `run "${name}" ${file}`,
      problem: file === IMAGES ? 'the saved images are damaged.' : 'the saved weights are damaged.',
      expected: `${wanted.bytes} bytes, sha256 ${wanted.sha256}`,
      received: `${bytes.length} bytes, sha256 ${sha256}`,
      fix: 'start the run anew with its images: trainer.removeRun(name), then trainer.train({run: name, …})',
    });
  }
  return bytes;
}

async function readRecord(folder: RunFolder): Promise<RunRecord | undefined> {
  const bytes = await folder.readFile(RECORD);
  if (bytes === undefined) {
    return undefined;
  }
  try {
    const {sha256, body} = JSON.parse(new TextDecoder().decode(bytes)) as {sha256: unknown; body?: RunRecord};
    return sha256 === (await sha256Of(JSON.stringify(body ?? null))) ? body : undefined;
  } catch (error) {
    // The file is incomplete: its writer was killed before the run began.
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function withoutBytes({side, labels, names}: SquareSet): SquareRecord {
  return {side, labels, names};
}

function sizeOf({side, labels}: SquareRecord): number {
  return labels.length * side * side * 3;
}
