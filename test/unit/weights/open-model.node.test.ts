import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {openModel} from '../../../src/weights/open-model.node';
import {expectAlexNetError} from '../../support/matchers';
import {writeModelDirectory} from '../../support/model-directory';
import {temporaryDirectory} from '../../support/temporary-directory';

/** The text of a model.json as an earlier version wrote it: edits are not noticed. */
const withoutDigest = (path: string): string => readFileSync(path, 'utf8').replace(/,"sha256":"\w+"/, '');

describe('openModel', () => {
  const root = temporaryDirectory();

  it('returns the network and its preprocessing', async () => {
    const directory = join(root, 'my model');
    const preprocessing = await writeModelDirectory(directory);
    const opened = await openModel(directory);
    expect(opened.preprocessing).toEqual(preprocessing);
    const output = opened.model.predict(tf.zeros([1, 67, 67, 3])) as tf.Tensor;
    expect(output.shape).toEqual([1, 2]);
    tf.dispose(output);
    opened.model.dispose();
  });

  it('says what a directory lacks that holds no model', async () => {
    await expectAlexNetError(() => openModel(root), 'bad-data', 'preprocessing.json', 'alexnet train --out');
  });

  it('says which file is damaged', async () => {
    const directory = join(root, 'damaged');
    mkdirSync(directory);
    writeFileSync(join(directory, 'preprocessing.json'), '{"version":2}');
    await expectAlexNetError(
      () => openModel(directory),
      'bad-weights',
      'preprocessing.json',
      'version = 2',
      'npm i tfjs',
    );
    const broken = join(root, 'broken');
    await writeModelDirectory(broken);
    const json = join(broken, 'model.json');
    writeFileSync(json, withoutDigest(json).replaceAll('"LocalResponseNormalization"', '"OfTomorrow"'));
    await expectAlexNetError(
      () => openModel(broken),
      'bad-weights',
      'model.json: the network that it describes cannot be built',
      'Unknown layer: OfTomorrow',
      'npm i tfjs-alexnet@latest',
    );
    rmSync(json);
    await expectAlexNetError(() => openModel(broken), 'io', 'model.json');
  });

  it('names the connection that leads nowhere, where TensorFlow.js would wait forever', async () => {
    const directory = join(root, 'unconnected');
    await writeModelDirectory(directory);
    const json = join(directory, 'model.json');
    const text = withoutDigest(json);
    writeFileSync(json, text.replace('[[["conv1",', '[[["cojv1",'));
    await expectAlexNetError(
      () => openModel(directory),
      'bad-weights',
      'model.json',
      '"cojv1"',
      '"conv1" perhaps',
    );
  });
});
