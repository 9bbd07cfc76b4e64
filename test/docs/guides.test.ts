/** Every block of code in the README and the guides is run, in the order of its page, in an empty project. */
import {readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {drawCatsAndDogs} from '../../src/data/drawn-photos.node';
import {builtCommand} from '../support/command';
import {guideBlocks, isRunnable, makeProject, runBlock} from '../support/guides';
import {temporaryDirectory} from '../support/temporary-directory';

const ROOT = resolve(import.meta.dirname, '../..');
const GUIDES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
];

beforeAll(async () => {
  await builtCommand();
}, 300_000);

describe.each(GUIDES)('%s', guide => {
  const blocks = guideBlocks(guide);
  const project = temporaryDirectory();
  beforeAll(async () => {
    makeProject(project);
    await drawCatsAndDogs(join(project, 'photos'), {count: 24, seed: 2});
  });

  it('marks every block of code by its language', () => {
    expect(
      blocks.map(({language, line}) => [language, line]).filter(([language]) => language === ''),
    ).toEqual([]);
  });

  const runnable = blocks.filter(isRunnable);
  if (runnable.length > 0) {
    it('says only what runs', async () => {
      for (const block of runnable) {
        await runBlock(guide, block, project);
      }
    }, 240_000);
  }
});
