import {existsSync} from 'node:fs';
import {mkdir, open, rename, rm, stat, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {AlexNetError} from 'tfjs-alexnet';

/** Writes an output file completely or not at all, and creates missing folders. */
export async function writeOutput(file: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await makeFolder(dirname(file));
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, {force: true}).catch(() => undefined);
    throw cannotWrite(file, cause);
  }
}

/** Throws before the work starts if `writeOutput` could not write its result. Creates only folders. */
export async function requireWritable(file: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await makeFolder(dirname(file));
    const present = await stat(file).catch(() => undefined);
    if (present?.isDirectory() === true) {
      throw new Error(`EISDIR: ${file} is a directory`);
    }
    // Only a write shows it: root has all permissions, but the disk can still be read-only.
    await writeFile(temporary, '');
    await rm(temporary);
  } catch (cause) {
    throw cannotWrite(file, cause);
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
    throw cannotWrite(file, cause);
  }
}

function cannotWrite(file: string, cause: unknown): AlexNetError {
  return new AlexNetError({
    code: 'io',
    where: `writing ${file}`,
    problem: 'the file cannot be written.',
    received: cause instanceof Error ? cause.message : String(cause),
    fix: 'choose a writable path on a disk with free space',
    cause,
  });
}

/** One folder at a time: a recursive `mkdir` never returns inside folders such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) {
    return;
  }
  if (dirname(folder) !== folder) {
    await makeFolder(dirname(folder));
  }
  await mkdir(folder);
}
