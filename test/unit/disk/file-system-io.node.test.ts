import {readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {fileSystemIO} from '../../../src/disk/file-system-io.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {tinyModel} from '../../support/tiny-run';

const weightFile = (directory: string): string =>
  join(
    directory,
    readdirSync(directory).find(name => name.endsWith('.bin'))!,
  );

describe('fileSystemIO', () => {
  it('saves and loads a model through stock tfjs, bit for bit', async () => {
    const directory = temporaryDirectory();
    const model = tinyModel();
    await model.save(fileSystemIO(directory));
    const loaded = await tfl.loadLayersModel(fileSystemIO(directory));
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 8, 8, 3]);
      expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
    });
  });

  it('leaves one set of weights after saving again, the one that model.json names', async () => {
    const directory = temporaryDirectory();
    await tinyModel(1).save(fileSystemIO(directory));
    await tinyModel(2).save(fileSystemIO(directory));
    const files = readdirSync(directory).sort();
    expect(files).toHaveLength(2);
    expect(readFileSync(join(directory, 'model.json'), 'utf8')).toContain(
      files.find(name => name.endsWith('.bin')),
    );
  });

  it('names the file of the weights that is missing', async () => {
    const directory = temporaryDirectory();
    await tinyModel().save(fileSystemIO(directory));
    const file = weightFile(directory);
    rmSync(file);
    await expectAlexNetError(() => tfl.loadLayersModel(fileSystemIO(directory)), 'io', file);
  });

  it.each<[string, (directory: string) => void]>([
    [
      'weights that are cut short',
      directory => {
        writeFileSync(weightFile(directory), readFileSync(weightFile(directory)).subarray(0, 10));
      },
    ],
    [
      'a model.json that is no JSON',
      directory => {
        writeFileSync(join(directory, 'model.json'), '{');
      },
    ],
    [
      'a model.json that is something else',
      directory => {
        writeFileSync(join(directory, 'model.json'), '[1]');
      },
    ],
    [
      'one changed byte in the weights',
      directory => {
        const bytes = readFileSync(weightFile(directory));
        bytes[0]! ^= 1;
        writeFileSync(weightFile(directory), bytes);
      },
    ],
  ])('takes %s for damage', async (_what, harm) => {
    const directory = temporaryDirectory();
    await tinyModel().save(fileSystemIO(directory));
    harm(directory);
    await expectAlexNetError(() => tfl.loadLayersModel(fileSystemIO(directory)), 'bad-weights', directory);
  });
});
