import {rm, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {ioError, temporaryPath, writeFileSynced} from './atomic-file.node.js';
import {makeDirectory} from './make-directory.node.js';

/** Throws before the work starts if `file` could not be written when it is done. Creates only folders. */
export async function requireWritable(file: string): Promise<void> {
  const temporary = temporaryPath(file);
  try {
    await makeDirectory(dirname(file));
    if ((await stat(file).catch(() => undefined))?.isDirectory() === true) {
      throw Object.assign(new Error(`EISDIR: ${file} is a directory`), {code: 'EISDIR'});
    }
    // Only a write shows it: root has all permissions, but the disk can still be read-only.
    await writeFileSynced(temporary, '');
    await rm(temporary);
  } catch (cause) {
    throw ioError(`writing ${file}`, cause);
  }
}
