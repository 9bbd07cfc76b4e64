import {existsSync} from 'node:fs';
import {mkdir, rename, rm, stat, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {AlexNetError} from 'tfjs-alexnet';

/** Writes an output file: whole or not at all, making the folders on the way to it. */
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

/** Ends a command before its work where `writeOutput` could not write what comes of it. Leaves nothing but folders. */
export async function requireWritable(file: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await makeFolder(dirname(file));
    const present = await stat(file).catch(() => undefined);
    if (present?.isDirectory() === true) {
      throw new Error(`EISDIR: ${file} is a directory`);
    }
    // Only writing tells: the administrator may write everywhere, but not on a disk that takes nothing.
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
    fix: 'choose a place that can be written and has room',
    cause,
  });
}

/** One by one: `mkdir` with `recursive` never returns where a folder that is there takes no new name, as /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) {
    return;
  }
  if (dirname(folder) !== folder) {
    await makeFolder(dirname(folder));
  }
  await mkdir(folder);
}
