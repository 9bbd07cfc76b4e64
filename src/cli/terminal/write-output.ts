import {open, rm, stat, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {ioError, makeDirectory, temporaryPath} from '#internal';
import {AlexNetError} from 'tfjs-alexnet';

/** Throws before the work starts if `file` could not be written when it is done. Creates only folders. */
export async function requireWritable(file: string): Promise<void> {
  const temporary = temporaryPath(file);
  try {
    await makeDirectory(dirname(file));
    const present = await stat(file).catch(() => undefined);
    if (present?.isDirectory() === true) {
      throw Object.assign(new Error(`EISDIR: ${file} is a directory`), {code: 'EISDIR'});
    }
    // Only a write shows it: root has all permissions, but the disk can still be read-only.
    await writeFile(temporary, '');
    await rm(temporary);
  } catch (cause) {
    throw ioError(`writing ${file}`, cause);
  }
}

/** Bytes at the start of a file that tell which command wrote it. */
const START_BYTES = 4096;

/**
 * Throws before the work starts if a file exists that another program wrote: `isOwn` tells by the start of its text.
 */
export async function requireOwnOrNew(file: string, isOwn: (start: string) => boolean): Promise<void> {
  const start = await readStart(file);
  if (start !== undefined && start !== '' && !isOwn(start)) {
    throw new AlexNetError({
      code: 'bad-state',
      where: `writing ${file}`,
      problem: 'this file exists, and this command did not write it.',
      expected: 'a new file, or an earlier one of this command',
      received: `a file that begins with ${JSON.stringify(start.slice(0, 40))}`,
      fix: 'choose another --out, or move the file away',
    });
  }
}

/** Returns the start of a file as text, one character for each byte; undefined where there is no such file. */
export async function readStart(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file);
    try {
      const {bytesRead, buffer} = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw ioError(`writing ${file}`, cause);
  }
}
