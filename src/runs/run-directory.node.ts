import {access} from 'node:fs/promises';
import {join} from 'node:path';
import {AlexNetError} from '../errors';
import {CheckpointStore} from './checkpoint-store.node.js';
import {HistoryFile} from './history-file.node.js';

/** Files that only a run makes: where one of them is, the directory belongs to a run. */
const TRACES = ['preprocessing.json', 'model.json', 'history.csv', 'checkpoints'];

/** The directory of one run, open for writing. */
export interface RunDirectory {
  store: CheckpointStore;
  history: HistoryFile;
  close(): Promise<void>;
}

/**
 * Throws `bad-state` when `directory` already belongs to a run that is not to be resumed, or holds a model of another
 * making. Changes nothing on disk.
 */
export async function checkRunDirectory(directory: string, resume: boolean): Promise<void> {
  if (resume) {
    if ((await exists(join(directory, 'model.json'))) && !(await exists(join(directory, 'checkpoints')))) {
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
  for (const name of TRACES) {
    if (await exists(join(directory, name))) {
      throw new AlexNetError({
        code: 'bad-state',
        where: `run directory ${directory}`,
        problem: 'it holds another run.',
        expected: 'a new or empty directory',
        received: `a directory with ${name}`,
        fix: 'resume that run (--resume, or {resume: true}), or choose another directory',
      });
    }
  }
}

/** Takes the directory's lock and opens what a run writes. */
export async function openRunDirectory(
  directory: string,
  {resume, onWarning}: {resume: boolean; onWarning: (message: string) => void},
): Promise<RunDirectory> {
  await checkRunDirectory(directory, resume);
  const store = await CheckpointStore.open(directory, {onWarning});
  try {
    const history = await HistoryFile.open(join(directory, 'history.csv'));
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

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
