/** Every numbered example runs as it stands and ends with the lines that its README promises; test/e2e has those of backends and projects. */
import {execFile} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {beforeAll, describe, expect, it} from 'vitest';
import {builtCommand} from '../support/command';
import {expectedLines, lastLines} from '../support/example';

const run = promisify(execFile);
const EXAMPLES = resolve(import.meta.dirname, '../../examples');
const scripts = readdirSync(EXAMPLES).filter(
  name => /^\d\d-/.test(name) && existsSync(join(EXAMPLES, name, 'main.mjs')),
);

beforeAll(async () => {
  await builtCommand();
}, 300_000);

describe('examples', () => {
  it.each(scripts)(
    '%s ends as its README says',
    async name => {
      const {stdout} = await run(process.execPath, [join(EXAMPLES, name, 'main.mjs')], {maxBuffer: 1e8});
      const expected = expectedLines(name);
      expect(lastLines(stdout, expected.length)).toEqual(expected);
    },
    240_000,
  );

  it('are all in the list of examples', () => {
    const list = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    const missing = readdirSync(EXAMPLES).filter(name => !name.includes('.') && !list.includes(`(${name}/`));
    expect(missing).toEqual([]);
  });
});
