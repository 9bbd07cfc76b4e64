import {readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {DirectoryLock} from '../../../src/disk/directory-lock.node.js';
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

  it('leaves a directory alone that another process is writing, and what others write there without its lock', async () => {
    const directory = temporaryDirectory();
    await tinyModel(1).save(fileSystemIO(directory));
    const before = readdirSync(directory).sort();
    // Of a process on another machine: nobody here can tell that it is gone.
    writeFileSync(join(directory, '.lock'), JSON.stringify({pid: 1, host: 'another-machine', born: ''}));
    await expectAlexNetError(
      () => tinyModel(2).save(fileSystemIO(directory)),
      'bad-state',
      'another process',
    );
    rmSync(join(directory, '.lock'));
    expect(readdirSync(directory).sort()).toEqual(before);
    // No such process is on this machine; in another container it may be.
    const [ofAnother, ofOurs] = ['.tmp-999999999-1-net.onnx', '.tmp-999999999-1-model.json'];
    writeFileSync(join(directory, ofAnother), '');
    writeFileSync(join(directory, ofOurs), '');
    await tinyModel(1).save(fileSystemIO(directory));
    expect(readdirSync(directory).sort()).toEqual([ofAnother, ...before].sort());
  });

  it('saves in a directory whose lock its own process has: a run', async () => {
    const directory = temporaryDirectory();
    const lock = await DirectoryLock.acquire(directory);
    await tinyModel().save(fileSystemIO(directory));
    await lock.requireHeld();
    await lock.release();
    await (await DirectoryLock.acquire(directory)).release();
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
