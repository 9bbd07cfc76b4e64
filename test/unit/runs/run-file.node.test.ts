import {readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {beforeAll, describe, expect, it} from 'vitest';
import type {OpenedPhotos} from '../../../src/data/open-photos.node';
import {ALEXNET_MINI} from '../../../src/presets/networks/alexnet-mini';
import {resolveTrainOnPhotosOptions} from '../../../src/runs/resolve-train-on-photos-options';
import {readRunSettings, settingsOfRun, writeRunFile} from '../../../src/runs/run-file.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {tinySource} from '../../support/tiny-run';

describe('run.json', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const photos = {training: tinySource(4) as OpenedPhotos, validation: tinySource(2) as OpenedPhotos};

  it('holds every value that was resolved from a default, and returns the same settings', async () => {
    const out = temporaryDirectory();
    const options = resolveTrainOnPhotosOptions({
      ...{data: 'photos', out, seed: 3, settings: {backend: 'cpu'}, weights: 'w', freeze: 'conv1'},
    });
    const settings = settingsOfRun(options, {preset: ALEXNET_MINI}, ALEXNET_MINI.train);
    await writeRunFile(out, settings, photos);
    const {train} = ALEXNET_MINI;
    expect(await readRunSettings(out)).toEqual({
      ...train,
      ...{data: resolve('photos'), validationSplit: 0.2, preset: 'alexnet-mini', seed: 3, keep: 4},
      ...{weights: resolve('w'), oldLayersRate: 0.1, freeze: 'conv1', frozenViews: 1, featureBytes: 2 ** 32},
      ...{histograms: false, backend: 'cpu'},
    });
    const {run} = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as {run: object};
    expect(run).toMatchObject({
      ...{
        package: expect.stringMatching(/^tfjs-alexnet \d/) as string,
        backend: 'cpu',
        decoder: 'sharp',
        classes: ['dark', 'light'],
      },
      ...{trainingPhotos: 4, validationPhotos: 2, fingerprints: {training: photos.training.fingerprint}},
    });
  });

  it('holds a table of its own, and leaves out what only the optimizer momentum has', () => {
    const options = resolveTrainOnPhotosOptions({
      data: 'photos',
      out: 'run',
      optimizer: 'adam',
      validation: 'v',
    });
    const preset = {...ALEXNET_MINI, id: 'mine'};
    const settings = settingsOfRun(options, {preset}, ALEXNET_MINI.train);
    expect(settings).toMatchObject({
      preset,
      optimizer: 'adam',
      learningRate: 0.001,
      validation: resolve('v'),
    });
    expect(settings).not.toHaveProperty('momentum');
    expect(settings).not.toHaveProperty('validationSplit');
  });

  it('is not there in a run of an earlier version; an edited one is noticed, and accepted without its digest', async () => {
    const out = temporaryDirectory();
    expect(await readRunSettings(out)).toBeUndefined();
    await writeRunFile(out, {data: 'photos', epochs: 3}, photos);
    const path = join(out, 'run.json');
    const edited = JSON.parse(readFileSync(path, 'utf8').replace('"epochs": 3', '"epochs": 4')) as object;
    writeFileSync(path, JSON.stringify(edited));
    await expectAlexNetError(() => readRunSettings(out), 'bad-weights', 'sha256', path);
    writeFileSync(path, JSON.stringify({...edited, sha256: undefined}));
    expect(await readRunSettings(out)).toEqual({data: 'photos', epochs: 4});
  });
});
