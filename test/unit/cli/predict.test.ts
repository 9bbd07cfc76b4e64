import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {type FilePrediction, listPredictedFiles} from '../../../src/cli/predict';
import {AlexNetError} from '../../../src/errors';
import {alexnet, alexnetJson} from '../../support/in-process';
import {writeModelDirectory} from '../../support/model-directory';
import {writeColorPhotos} from '../../support/photo-files';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('listPredictedFiles', () => {
  it('lists any number of files, more than the call stack holds', async () => {
    const photos = Array.from({length: 150_000}, (_, i) => ({file: `${i}.jpg`, name: `${i}.jpg`, label: -1}));
    const skipped = photos.map(({file}) => ({file: `x${file}`, reason: 'It is no photo.'}));
    const list = () => Promise.resolve({directory: 'd', classes: [], photos, skipped, maxPixels: 1});
    const {files, errors} = await listPredictedFiles(['.', '.'], list);
    expect([files.length, errors.length]).toEqual([150_000, 300_000]);
    const failing = () =>
      Promise.reject(
        new AlexNetError({code: 'bad-data', where: 'd', problem: 'there is no photo.', details: {skipped}}),
      );
    expect((await listPredictedFiles(['.'], failing)).errors.length).toBe(150_001);
  });
});

describe('alexnet predict', () => {
  const root = temporaryDirectory();
  const [model, photos, empty] = [join(root, 'model'), join(root, 'photos'), join(root, 'empty')];
  const predict = async (...words: string[]) => {
    const {code, result} = await alexnetJson<{predictions: FilePrediction[]}>(
      'predict',
      '--model',
      model,
      ...words,
    );
    return {code, predictions: result.predictions};
  };
  beforeAll(async () => {
    await writeModelDirectory(model);
    await writeColorPhotos(photos, {perClass: 2});
    writeFileSync(join(root, 'bad.jpg'), 'no photo');
    mkdirSync(empty);
  });

  it('prints the predictions of each file, best first, in the order of the command line', async () => {
    const files = ['dog.1.png', 'cat.0.png'].map(name => join(photos, name));
    const {code, predictions} = await predict(...files);
    expect([code, predictions.map(({file}) => file)]).toEqual([0, files]);
    for (const prediction of predictions) {
      if ('error' in prediction) {
        expect.fail(prediction.error);
      }
      const {label, index, score, top} = prediction;
      expect(top[0]).toEqual({label, index, score});
      expect(top.length).toBe(2);
      expect(top.reduce((sum, answer) => sum + answer.score, 0)).toBeCloseTo(1, 5);
      expect(top[0]!.score).toBeGreaterThanOrEqual(top[1]!.score);
    }
  });

  it('takes the photos of folders, once each, and shortens the list with --top', async () => {
    const {predictions} = await predict(photos, join(photos, 'cat.0.png'), '--top', '1');
    expect(predictions.length).toBe(4);
    expect(predictions.every(prediction => 'top' in prediction && prediction.top.length === 1)).toBe(true);
  });

  it('reports a bad file with its reason and continues', async () => {
    const bad = [join(root, 'bad.jpg'), join(root, 'missing.jpg'), empty];
    const {code, predictions} = await predict(...bad, join(photos, 'cat.0.png'));
    expect(code).toBe(0);
    const failed = predictions.filter(prediction => 'error' in prediction);
    expect(failed.map(({file}) => file).sort()).toEqual(bad.sort());
    expect(failed.every(({error}) => error.length > 10)).toBe(true);
  });

  it('fails with code 1 when no file can be read', async () => {
    expect((await predict(join(root, 'bad.jpg'))).code).toBe(1);
    expect((await predict(empty)).code).toBe(1);
  });

  it('reads folders without labels: train and val beside each other are no error', async () => {
    const data = join(root, 'divided');
    await writeColorPhotos(join(data, 'train'), {perClass: 1});
    await writeColorPhotos(join(data, 'val'), {perClass: 1, seed: 2});
    expect((await predict(data)).predictions.map(prediction => 'label' in prediction)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('prints no character of a file name that a terminal obeys', async () => {
    const file = join(root, 'bad\x1b[2J\n.jpg');
    writeFileSync(file, 'no photo');
    const {stdout} = await alexnet('predict', '--model', model, file);
    expect(stdout).toContain('bad\\x1b[2J\\x0a.jpg\n  cannot be read');
  });

  it('shows a bar for each prediction', async () => {
    const {stdout} = await alexnet(
      'predict',
      '--model',
      model,
      join(photos, 'cat.0.png'),
      join(root, 'bad.jpg'),
    );
    expect(stdout).toMatch(/ {2}(cat|dog) +\d+\.\d % {2}█/);
    expect(stdout).toContain('cannot be read: ');
  });
});
