import {existsSync} from 'node:fs';
import {mkdir, rename, rm, stat, writeFile} from 'node:fs/promises';
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
