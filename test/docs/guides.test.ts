/** Every block of code in the README and the guides is run, in the order of its page, in an empty project. */
import {readdirSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {useWasm} from '../../src/backends/use-wasm';
import {drawCatsAndDogs} from '../../src/data/drawn-photos.node';
import {writeSafetensors} from '../../src/exchange/write-safetensors';
import {createModel} from '../../src/models/create-model';
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

/** The file of weights that the guides speak of. Its kind is told by its content, not by its name. */
const WEIGHTS = 'squeezenet1_1.pth';

beforeAll(async () => {
  await builtCommand();
}, 300_000);

describe.each(GUIDES)('%s', guide => {
  const blocks = guideBlocks(guide);
  const project = temporaryDirectory();
  beforeAll(async () => {
    makeProject(project);
    if (!blocks.some(({code}) => code.includes('drawCatsAndDogs('))) {
      await drawCatsAndDogs(join(project, 'photos'), {count: 120, seed: 2});
    }
    if (blocks.some(({code}) => code.includes(WEIGHTS))) {
      // Of the right shapes and names; what the numbers are is nothing that a guide speaks of.
      await useWasm();
      const model = createModel('squeezenet1.1', {seed: 1});
      writeFileSync(join(project, WEIGHTS), await writeSafetensors(model, {keys: 'torchvision'}));
      model.dispose();
    }
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
