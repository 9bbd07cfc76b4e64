import {access, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {errorCode, ioError} from '../disk/atomic-file.node.js';
import {AlexNetError} from '../errors';
import {CheckpointStore, type CheckpointStoreOptions} from './checkpoint-store.node.js';
import {HistoryFile} from './history-file.node.js';

/** Files that hold results: where one of them is, the directory is not free for another run. */
const RESULTS = ['model.json', 'preprocessing.json'];
/** A checkpoint, also one that a killed process had not renamed yet. */
const CHECKPOINT = /(^|-)step-\d{8,}$/;

/** The directory of one run, open for writing. */
export interface RunDirectory {
  store: CheckpointStore;
  history: HistoryFile;
  close(): Promise<void>;
}

/**
 * Throws `bad-state` when `directory` already belongs to a run that is not to be resumed, or holds a model of another
 * making. A run that failed before its first checkpoint leaves nothing to keep: its directory is free. Changes nothing on
 * disk.
 */
export async function checkRunDirectory(directory: string, resume: boolean): Promise<void> {
  const checkpoint = await firstCheckpoint(directory);
  if (resume) {
    if (checkpoint === undefined && (await exists(join(directory, 'model.json')))) {
      throw new AlexNetError({
        code: 'bad-state',
        where: `run directory ${directory}`,
        problem: 'it holds a model, and no run that could be resumed: the model would be overwritten.',
        expected: 'the directory of a run, or a new or empty one',
        received: 'a directory with model.json and without checkpoints',
        fix: 'to start from that model, name it as weights (--weights, or {weights}) and choose another directory',
      });
    }
    return;
  }
  const found = [checkpoint];
  for (const name of RESULTS) {
    found.push((await exists(join(directory, name))) ? name : undefined);
  }
  const result = found.find(name => name !== undefined);
  if (result !== undefined) {
    throw new AlexNetError({
      code: 'bad-state',
      where: `run directory ${directory}`,
      problem: checkpoint === undefined ? 'it holds a model.' : 'it holds another run.',
      expected: 'a new or empty directory',
      received: `a directory with ${result}`,
      fix:
        checkpoint === undefined
          ? 'choose another directory'
          : 'resume that run (--resume, or {resume: true}), or choose another directory',
    });
  }
}

/** Takes the directory's lock and opens what a run writes. */
export async function openRunDirectory(
  directory: string,
  {
    resume,
    keepBest,
    onWarning,
  }: {resume: boolean; onWarning: (message: string) => void} & Pick<CheckpointStoreOptions, 'keepBest'>,
): Promise<RunDirectory> {
  await checkRunDirectory(directory, resume);
  const store = await CheckpointStore.open(directory, {keepBest, onWarning});
  try {
    const history = await HistoryFile.open(join(directory, 'history.csv'), {onWarning});
    return {
      store,
      history,
      close: async () => {
        try {
          await history.close();
        } finally {
          await store.close();
        }
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The name of a checkpoint's folder, relative to the run directory. */
async function firstCheckpoint(directory: string): Promise<string | undefined> {
  try {
    const name = (await readdir(join(directory, 'checkpoints'))).sort().find(entry => CHECKPOINT.test(entry));
    return name && join('checkpoints', name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') {
      return undefined;
    }
    throw ioError(`reading ${directory}`, error);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
