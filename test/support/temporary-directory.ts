import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from 'vitest';

/** A new empty directory that is removed when the tests of the file are done. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-'));
  afterAll(() => {
    rmSync(directory, {recursive: true, force: true});
  });
  return directory;
}
