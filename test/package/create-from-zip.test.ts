/** `yarn create tfjs-alexnet`: Yarn runs the program from a zip, and reads it as a file system of its own. */
import {existsSync} from 'node:fs';
import type * as files from 'node:fs/promises';
import {join} from 'node:path';
import {expect, it, vi} from 'vitest';
import {TEMPLATES} from '../../packages/create-tfjs-alexnet/src/templates.mjs';
import {writeProject} from '../../packages/create-tfjs-alexnet/src/write-project.mjs';
import {temporaryDirectory} from '../support/temporary-directory';

vi.mock('node:fs/promises', async original => {
  const real = await original<typeof files>();
  const readdir = async (folder: string, options: {withFileTypes: true}): Promise<unknown[]> => {
    const entries = await real.readdir(folder, options);
    return entries.map(entry => Object.assign(entry, {parentPath: '', path: ''}));
  };
  return {...real, readdir};
});

it.each(TEMPLATES)('writes $name where entries of a folder do not know their path', async template => {
  const folder = join(temporaryDirectory(), 'app');
  await writeProject(template, folder);
  for (const name of ['package.json', '.gitignore', 'README.md']) {
    expect(existsSync(join(folder, name)), name).toBe(true);
  }
  const nested = template.name === 'node' ? 'train.js' : 'src/training.js';
  expect(existsSync(join(folder, nested))).toBe(true);
});
