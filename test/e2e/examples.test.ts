/** Every folder of examples/ runs as it stands and ends with the lines that its README promises; copies: consumer.test.ts. */
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {HAS_TENSORFLOW} from '../support/backends';
import {findChromium} from '../support/find-chromium';
import {builtCommand} from '../support/command';
import {
  COPIED_EXAMPLES,
  EXAMPLES,
  exampleNames,
  expectedLines,
  kindOf,
  lastLines,
  runExample,
} from '../support/example';
import {missingWebGPU} from '../support/webgpu';

const ROOT = resolve(import.meta.dirname, '../..');
const HAS_GPU_PACKAGE = existsSync(
  join(ROOT, 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node'),
);
/** Pages that wait for a user: the tests that simulate one compare their output with the README. */
const VISITED: Record<string, string> = {browser: 'test/browser/page.test.ts'};

/** Why an example cannot run here, or undefined. */
function missingFor(name: string): string | undefined {
  const missing: Record<string, string | undefined> = {
    'tfjs-node': HAS_TENSORFLOW ? undefined : 'tfjs-node is not set up here',
    'tfjs-node-gpu': HAS_GPU_PACKAGE ? undefined : 'tfjs-node-gpu is not set up here',
    'webgpu-node': missingWebGPU,
  };
  const noBrowser =
    kindOf(join(EXAMPLES, name)).kind === 'page' && findChromium() === undefined
      ? 'no chromium; apt-get install chromium'
      : undefined;
  return missing[name] ?? noBrowser;
}

beforeAll(async () => {
  await builtCommand();
}, 300_000);

describe('examples', () => {
  it('of plain projects are run as copies, from the package that is published', () => {
    const names = exampleNames();
    expect(COPIED_EXAMPLES.filter(name => !names.includes(name))).toEqual([]);
    const test = readFileSync(join(ROOT, 'test/package/consumer.test.ts'), 'utf8');
    expect(test).toContain('for (const name of COPIED_EXAMPLES)');
  });

  for (const name of exampleNames().filter(name => !COPIED_EXAMPLES.includes(name))) {
    const visitedBy = VISITED[name];
    if (visitedBy !== undefined) {
      it(`${name} is driven by ${visitedBy}`, () => {
        expect(expectedLines(name)).not.toEqual([]);
        expect(readFileSync(join(ROOT, visitedBy), 'utf8')).toContain(`expectedLines('${name}')`);
      });
      continue;
    }
    const missing = missingFor(name);
    it.skipIf(missing !== undefined)(
      missing === undefined ? `${name} ends as its README says` : `${name} (skipped: ${missing})`,
      async () => {
        const expected = expectedLines(name);
        expect(lastLines(await runExample(join(EXAMPLES, name)), expected.length)).toEqual(expected);
      },
      240_000,
    );
  }

  it('have a README with expected output each, also those that cannot run here, and a place in the list', () => {
    const list = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    expect(exampleNames().filter(name => !list.includes(`(${name}/README.md)`))).toEqual([]);
    for (const name of exampleNames()) {
      expect(expectedLines(name).join(''), name).not.toBe('');
      // A user who copies the folder into another project needs this.
      expect(readFileSync(join(EXAMPLES, name, 'README.md'), 'utf8'), name).toContain('npm i tfjs-alexnet');
    }
  });
});
