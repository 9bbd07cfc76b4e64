import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TestProject} from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder into which the first test file that needs the page of examples/browser builds it. */
    pageFolder: string;
  }
}

/** Makes the folder that all test files of a run share for the built page, and removes it at the end. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-site-'));
  project.provide('pageFolder', folder);
  return () => {
    rmSync(folder, {recursive: true, force: true});
  };
}
