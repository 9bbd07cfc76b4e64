/** Each example runs as it stands; the last line that it prints is the last one in its README. */
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {HAS_TENSORFLOW} from '../support/backends';

const ROOT = resolve(import.meta.dirname, '../..');
const HAS_GPU_PACKAGE = existsSync(
  join(ROOT, 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node'),
);

/** Needed parts that are not there, by example; the others need nothing. */
const MISSING: Record<string, string | undefined> = {
  'tfjs-node': HAS_TENSORFLOW ? undefined : 'tfjs-node is not set up here',
  'tfjs-node-gpu': HAS_GPU_PACKAGE ? undefined : 'tfjs-node-gpu is not set up here',
};

/** The last line of the last block of a README. */
function expectedLine(folder: string): string {
  const blocks = [
    ...readFileSync(join(ROOT, 'examples', folder, 'README.md'), 'utf8').matchAll(/```\n([^`]*)```/g),
  ];
  return blocks.at(-1)![1]!.trim().split('\n').at(-1)!;
}

function lastLine(file: string): string {
  const output = execFileSync(process.execPath, [join(ROOT, 'examples', file)], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return output.trim().split('\n').at(-1)!;
}

describe('examples', () => {
  for (const file of [
    'tfjs-node/main.mjs',
    'tfjs-node-gpu/main.mjs',
    'plain-esm/main.mjs',
    'plain-cjs/main.cjs',
  ]) {
    const [folder = ''] = file.split('/');
    const missing = MISSING[folder];
    it.skipIf(missing !== undefined)(
      missing === undefined ? folder : `${folder} (skipped: ${missing})`,
      () => {
        expect(lastLine(file)).toBe(expectedLine(folder));
      },
    );
  }

  it('typescript', () => {
    const out = join(ROOT, 'examples/typescript/out');
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    try {
      execFileSync(process.execPath, [tsc, '-p', join(ROOT, 'examples/typescript')], {cwd: ROOT});
      expect(lastLine('typescript/out/main.js')).toBe(expectedLine('typescript'));
    } finally {
      rmSync(out, {recursive: true, force: true});
    }
  });
});
