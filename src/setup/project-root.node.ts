import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join, sep} from 'node:path';
import {AlexNetError} from '../errors';

/**
 * The folder whose `node_modules` holds the copy of TensorFlow.js that this library uses. A backend has to be installed
 * there: one that stands elsewhere brings a second copy of TensorFlow.js, and serves that.
 *
 * @param from a file of this library, or any other that imports TensorFlow.js.
 */
export function findProjectRoot(from: string): string {
  const folder = dirname(createRequire(from).resolve('@tensorflow/tfjs-core/package.json'));
  const ending = [sep, 'node_modules', sep, '@tensorflow', sep, 'tfjs-core'].join('');
  const root = folder.endsWith(ending) ? folder.slice(0, -ending.length) : undefined;
  if (root === undefined || !existsSync(join(root, 'package.json'))) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'setup',
      problem: 'TensorFlow.js is not installed in a project, so no backend can be added to it.',
      expected: 'a folder with a package.json and node_modules/@tensorflow/tfjs-core',
      received: folder,
      fix: 'in a folder of your own: npm init -y && npm i tfjs-alexnet @tensorflow/tfjs-core@4 @tensorflow/tfjs-layers@4, and run the setup there',
    });
  }
  return root;
}
