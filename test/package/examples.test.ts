/** Every example is typed line by line as its README says, in an empty folder, from the package that would be published. */
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {Page} from 'playwright-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {HAS_TENSORFLOW} from '../support/backends';
import {findChromium} from '../support/find-chromium';
import {
  EXAMPLES,
  exampleNames,
  expectedLines,
  isPage,
  lastLines,
  linesToType,
  typeLines,
} from '../support/example';
import {installLinked, packPackage, unpackPackage} from '../support/packed-package';
import {temporaryDirectory} from '../support/temporary-directory';
import {missingWebGPU} from '../support/webgpu';

const ROOT = resolve(import.meta.dirname, '../..');
const HAS_GPU_PACKAGE = existsSync(
  join(ROOT, 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node'),
);
/** Pages that wait for a user: the tests that simulate one compare their output with the README. */
const VISITED: Record<string, string> = {browser: 'test/browser/page.test.ts'};
/** The line that sets up native TensorFlow, which takes minutes; here the package of this repository stands for it. */
const SETUP = /^npx alexnet setup (tfjs-node(?:-gpu)?)$/;

/** Why an example cannot run here, or undefined. */
function missingFor(name: string): string | undefined {
  const missing: Record<string, string | undefined> = {
    'tfjs-node': HAS_TENSORFLOW ? undefined : 'tfjs-node is not set up here',
    'tfjs-node-gpu': HAS_GPU_PACKAGE ? undefined : 'tfjs-node-gpu is not set up here',
    'webgpu-node': missingWebGPU,
  };
  const noBrowser =
    isPage(name) && findChromium() === undefined ? 'no chromium; apt-get install chromium' : undefined;
  return missing[name] ?? noBrowser;
}

describe('examples', () => {
  let unpacked = '';
  beforeAll(async () => {
    const folder = temporaryDirectory();
    unpacked = await unpackPackage(await packPackage(folder), folder);
  }, 300_000);

  it('are in the package with all of their files', () => {
    const tracked = execFileSync('git', ['ls-files', 'examples'], {cwd: ROOT, encoding: 'utf8'});
    const files = tracked.trim().split('\n');
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter(file => !existsSync(join(unpacked, file)))).toEqual([]);
  });

  for (const name of exampleNames()) {
    const missing = missingFor(name);
    const visitedBy = VISITED[name];
    const law =
      visitedBy === undefined ? 'ends as its README says' : `opens in a browser; driven by ${visitedBy}`;
    it.skipIf(missing !== undefined)(
      `${name} ${missing === undefined ? law : `(skipped: ${missing})`}`,
      async () => {
        const folder = temporaryDirectory();
        const native = linesToType(name).flatMap(line => SETUP.exec(line)?.[1] ?? []);
        const install = (packages: readonly string[]): Promise<void> =>
          installLinked([...packages, ...native.map(kind => `@tensorflow/${kind}`)], folder, {
            'tfjs-alexnet': unpacked,
          });
        if (visitedBy === undefined) {
          const expected = expectedLines(name);
          const said = await typeLines(name, folder, {install, leftOut: SETUP});
          expect(lastLines(said, expected.length)).toEqual(expected);
        } else {
          // A page that starts its backend has loaded all of its parts.
          const read = (page: Page): Promise<string> =>
            page.locator('.chip', {hasText: /Web(Assembly|GPU|GL)/}).innerText();
          expect(await typeLines(name, folder, {install, read})).not.toContain('\n');
          expect(readFileSync(join(ROOT, visitedBy), 'utf8')).toContain(`expectedLines('${name}')`);
        }
      },
      240_000,
    );
  }

  it('have a README with lines to type and expected output each, also those that cannot run here', () => {
    const list = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    expect(exampleNames().filter(name => !list.includes(`(${name}/README.md)`))).toEqual([]);
    for (const name of exampleNames()) {
      expect(expectedLines(name).join(''), name).not.toBe('');
      expect(linesToType(name)[0], name).toContain('npm i tfjs-alexnet');
    }
  });
});
