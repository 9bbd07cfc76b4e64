import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {fileSystemIO} from '../../../src/disk/file-system-io.node.js';
import {readModelFiles} from '../../../src/disk/read-model-files.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {tinyModel} from '../../support/tiny-run';
import {floats} from '../../support/weight-bytes';

describe('readModelFiles', () => {
  const weight = (name: string): object => ({name, shape: [1], dtype: 'float32'});
  const directoryOf = (paths: string[], files: Record<string, Uint8Array>): string => {
    const directory = temporaryDirectory();
    const weightsManifest = [{paths, weights: [weight('a'), weight('b')]}];
    writeFileSync(join(directory, 'model.json'), JSON.stringify({weightsManifest}));
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(directory, name), bytes);
    }
    return directory;
  };

  it('joins the weight files in the order of model.json', async () => {
    const directory = directoryOf(['z', './y'], {y: floats(2), z: floats(1)});
    const {model, weights} = await readModelFiles(directory);
    expect(new Float32Array(weights.buffer)).toEqual(Float32Array.of(1, 2));
    expect(model).toMatchObject({paths: ['z', './y'], byteCount: 8, where: join(directory, 'model.json')});
  });

  it('names the file whose hash is not that of its name', async () => {
    const directory = temporaryDirectory();
    await tinyModel().save(fileSystemIO(directory));
    const name = readdirSync(directory).find(file => file.endsWith('.bin'))!;
    writeFileSync(join(directory, name), floats(1));
    await expectAlexNetError(() => readModelFiles(directory), 'bad-weights', name, 'sha256');
  });

  it('names the sizes that differ, and the file that is missing', async () => {
    const directory = directoryOf(['z'], {z: floats(1)});
    await expectAlexNetError(() => readModelFiles(directory), 'bad-weights', '8 bytes', '4 bytes in z');
    await expectAlexNetError(() => readModelFiles(directoryOf(['z'], {})), 'io', 'z');
  });
});
