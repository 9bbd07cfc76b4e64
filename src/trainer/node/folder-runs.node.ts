import {readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {errorCode, ioError, writeFileAtomic} from '../../disk/atomic-file.node.js';
import {CheckpointStore} from '../../runs/checkpoint-store.node.js';
import type {RunStorage} from '../run-storage';

/** Beside the last checkpoint a trainer keeps the best one. */
const KEEP_BEST = 1;

/** Runs in a folder of the disk, each a folder of its name with a `CheckpointStore`. */
export function folderRuns(root: string): RunStorage {
  return {
    names: async () => {
      const entries = await readdir(root, {withFileTypes: true}).catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') {
          return [];
        }
        throw ioError(`reading ${root}`, error);
      });
      return entries
        .filter(entry => entry.isDirectory())
        .map(({name}) => name)
        .sort();
    },
    open: async (name, {readOnly}) => {
      const directory = join(root, name);
      const checkpoints = await CheckpointStore.open(directory, {readOnly, keepBest: KEEP_BEST});
      return {
        checkpoints,
        readFile: async file => {
          try {
            return new Uint8Array(await readFile(join(directory, file)));
          } catch (error) {
            if (errorCode(error) === 'ENOENT') {
              return undefined;
            }
            throw ioError(`reading ${join(directory, file)}`, error);
          }
        },
        writeFile: (file, bytes) => writeFileAtomic(join(directory, file), bytes),
        close: () => checkpoints.close(),
      };
    },
    remove: async name => {
      const directory = join(root, name);
      const isThere = await readdir(directory).then(
        () => true,
        () => false,
      );
      if (isThere) {
        // Nobody else may write while it is removed.
        const checkpoints = await CheckpointStore.open(directory);
        await rm(directory, {recursive: true, force: true});
        await checkpoints.close();
      }
    },
  };
}
