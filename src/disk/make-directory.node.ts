import {mkdir, stat} from 'node:fs/promises';
import {dirname} from 'node:path';

/**
 * Makes a directory and those on the way to it; one that is there is left as it is.
 *
 * It replaces `mkdir` with `recursive`, which never returns if the system reports "no such file" for a new name in an
 * existing directory, as Linux does in /proc.
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isDirectory(path)) {
      return;
    }
    const parent = dirname(path);
    if (codeOf(error) !== 'ENOENT' || parent === path) {
      throw error;
    }
    await makeDirectory(parent);
    // Once more, not in a circle: a parent that is made and gone again is an error.
    await mkdir(path).catch(async (second: unknown) => {
      if (!(await isDirectory(path))) {
        throw second;
      }
    });
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    entry => entry.isDirectory(),
    () => false,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
