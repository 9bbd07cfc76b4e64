import {mkdirSync, realpathSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {findProjectRoot} from '../../../src/setup/project-root.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

function withTfjs(root: string): void {
  const folder = join(root, 'node_modules/@tensorflow/tfjs-core');
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'package.json'), '{}');
}

describe('findProjectRoot', () => {
  it('is the project that holds the copy of TensorFlow.js which a file would import', () => {
    expect(findProjectRoot(import.meta.url)).toBe(resolve(import.meta.dirname, '../../..'));
    const root = realpathSync(temporaryDirectory());
    withTfjs(root);
    writeFileSync(join(root, 'package.json'), '{}');
    expect(findProjectRoot(join(root, 'packages/a/index.js'))).toBe(root);
  });

  it('refuses a global install, which has no package.json to note it in', async () => {
    const root = realpathSync(temporaryDirectory());
    withTfjs(root);
    await expectAlexNetError(
      () => findProjectRoot(join(root, 'index.js')),
      'unsupported',
      root,
      'npm init -y',
    );
  });
});
