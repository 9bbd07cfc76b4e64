import {open} from 'node:fs/promises';
import {ioError} from '#internal';
import {AlexNetError} from 'tfjs-alexnet';

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
