import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {AlexNetError} from '../../errors';

/** The files of the training in PyTorch. */
export const TRAIN_SCRIPTS = ['train_ddp.py', 'job_network.py', 'job_photos.py', 'job_processes.py'] as const;

const FOLDER = join('assets', 'scale-out');

/** Returns the text of each file of the training in PyTorch, by its name; the package carries them. */
export async function readTrainScripts(): Promise<Record<string, string>> {
  const folder = scriptFolder();
  const texts = await Promise.all(TRAIN_SCRIPTS.map(name => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(TRAIN_SCRIPTS.map((name, i) => [name, texts[i] ?? '']));
}

function scriptFolder(): string {
  // CommonJS has __filename, ESM has import.meta.url; each build of this file has one of them.
  let folder = dirname(typeof __filename === 'string' ? __filename : fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, FOLDER, TRAIN_SCRIPTS[0]))) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new AlexNetError({
        code: 'io',
        where: 'writeTrainingJob',
        problem: 'the files of the training in PyTorch are missing in this package.',
        expected: join(FOLDER, TRAIN_SCRIPTS[0]),
        received: 'no such file',
        fix: 'install tfjs-alexnet again',
      });
    }
    folder = parent;
  }
  return join(folder, FOLDER);
}
