/**
 * What a saved run needs to be continued, beside its checkpoints:
 *
 *     images.bin        the squares of the training set, then those of the validation set
 *     trainer-run.json  {sha256, body}: settings, labels, names, and the digest of images.bin
 *
 * trainer-run.json is written last: a run that has one is complete.
 */
import {AlexNetError} from '../errors';
import {sha256Of} from './sha256';
import type {RunFolder} from './run-storage';
import type {SquareSet} from './training-set';
import type {TrainerSettings} from './trainer-types';

const [RECORD, IMAGES] = ['trainer-run.json', 'images.bin'];
const VERSION = 1;

export interface StoredRun {
  settings: TrainerSettings;
  data: SquareSet;
  validation: SquareSet | undefined;
}

type SquareRecord = Omit<SquareSet, 'bytes'>;

interface RunRecord {
  version: number;
  settings: TrainerSettings;
  images: {bytes: number; sha256: string};
  data: SquareRecord;
  validation?: SquareRecord;
}

/** Saves a run before its first step. */
export async function writeRun(folder: RunFolder, {settings, data, validation}: StoredRun): Promise<void> {
  const bytes = new Uint8Array(data.bytes.length + (validation?.bytes.length ?? 0));
  bytes.set(data.bytes);
  bytes.set(validation?.bytes ?? [], data.bytes.length);
  const record: RunRecord = {
    version: VERSION,
    settings,
    images: {bytes: bytes.length, sha256: await sha256Of(bytes)},
    data: withoutBytes(data),
    ...(validation === undefined ? {} : {validation: withoutBytes(validation)}),
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
  const bytes = (await folder.readFile(IMAGES)) ?? new Uint8Array();
  const sha256 = await sha256Of(bytes);
  if (sha256 !== record.images.sha256) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `run "${name}" ${IMAGES}`,
      problem: 'the saved images are damaged.',
      expected: `${record.images.bytes} bytes, sha256 ${record.images.sha256}`,
      received: `${bytes.length} bytes, sha256 ${sha256}`,
      fix: 'start the run anew with its images: trainer.removeRun(name), then trainer.train({run: name, …})',
    });
  }
  const {settings, data, validation} = record;
  const end = sizeOf(data);
  return {
    settings,
    data: {...data, bytes: bytes.slice(0, end)},
    validation: validation && {...validation, bytes: bytes.slice(end)},
  };
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
