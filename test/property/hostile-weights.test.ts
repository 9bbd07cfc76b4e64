import {execFileSync} from 'node:child_process';
import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {beforeAll, describe, expect, it} from 'vitest';
import {HOSTILE_FILES, HOSTILE_READER} from '../support/hostile-files';
import {temporaryDirectory} from '../support/temporary-directory';

const root = temporaryDirectory();
const program = join(root, 'read.mjs');

interface Outcome {
  code: string;
  message: string;
  cpuMs: number;
  grownBytes: number;
  fileBytes: number;
}

beforeAll(async () => {
  await build({
    entryPoints: [HOSTILE_READER],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});

function read(format: string, bytes: Uint8Array, weights?: Uint8Array): Outcome {
  const path = join(root, 'file');
  writeFileSync(path, bytes);
  const more = weights === undefined ? [] : [`${path}.weights`];
  if (weights !== undefined) {
    writeFileSync(`${path}.weights`, weights);
  }
  const output = execFileSync(process.execPath, [program, path, format, ...more], {
    encoding: 'utf8',
    cwd: root,
  });
  return JSON.parse(output) as Outcome;
}

describe('a malicious file', () => {
  it.each(Object.entries(HOSTILE_FILES))(
    '%s: an error in less than 5 s, within 4 × its size and 64 MB, nothing called',
    (_, {format, bytes, weights, says}) => {
      const outcome = read(format, bytes(), weights);
      expect(outcome.code).toBe('bad-weights');
      expect(outcome.message).toContain(says);
      expect(outcome.cpuMs).toBeLessThan(5000);
      expect(outcome.grownBytes).toBeLessThan(4 * outcome.fileBytes + 64 * 2 ** 20);
      expect(existsSync(join(root, 'executed-by-pickle'))).toBe(false);
    },
  );
});
