import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from 'vitest';

const made: string[] = [];

// Here and not in the function: a hook that is asked for within a test is never called.
afterAll(() => {
  for (const directory of made.splice(0)) {
    rmSync(directory, {recursive: true, force: true});
  }
});

/** A new empty directory that is removed when the tests of the file are done. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-'));
  made.push(directory);
  return directory;
}
