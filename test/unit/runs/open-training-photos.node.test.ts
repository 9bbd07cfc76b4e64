import {mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {drawCatsAndDogs} from '../../../src/data/drawn-photos.node.js';
import {ALEXNET_MINI} from '../../../src/presets/networks/alexnet-mini';
import {openTrainingPhotos} from '../../../src/runs/open-training-photos.node.js';
import {resolveTrainOnPhotosOptions} from '../../../src/runs/resolve-train-on-photos-options';
import type {TrainOnPhotosOptions} from '../../../src/runs/train-on-photos-options';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

/** Opens photos for a training with these options. */
const openPhotosFor = (
  options: Omit<TrainOnPhotosOptions, 'out'>,
  start: Parameters<typeof openTrainingPhotos>[1] = ALEXNET_MINI.preprocess,
): ReturnType<typeof openTrainingPhotos> =>
  openTrainingPhotos(resolveTrainOnPhotosOptions({...options, out: 'unused'}), start);

describe('openTrainingPhotos', () => {
  it('uses the requested fraction of each class as validation set, without training photos', async () => {
    const data = temporaryDirectory();
    await drawCatsAndDogs(data, {count: 20, seed: 1});
    const {training, validation} = await openPhotosFor({data, validationSplit: 0.3, seed: 1});
    expect([training.count, validation.count]).toEqual([14, 6]);
    expect(training.names.filter(name => validation.names.includes(name))).toEqual([]);
    expect([...validation.labels].filter(label => label === 0)).toHaveLength(3);
  });

  it('refuses a folder with one class, an empty one and one that is not there', async () => {
    const data = temporaryDirectory();
    await drawCatsAndDogs(data, {count: 4, seed: 1});
    rmSync(join(data, 'dog'), {recursive: true});
    const open = (folder: string) => () => openPhotosFor({data: folder});
    await expectAlexNetError(open(data), 'bad-data', 'cat');
    mkdirSync(join(data, 'empty'));
    await expectAlexNetError(open(join(data, 'empty')), 'bad-data', 'empty');
    await expectAlexNetError(open(join(data, 'none')), 'bad-data', 'none');
  });

  it('refuses a class of which no photo can be read, and says which and why', async () => {
    const data = temporaryDirectory();
    await drawCatsAndDogs(data, {count: 6, seed: 1});
    for (const name of readdirSync(join(data, 'dog'))) {
      writeFileSync(join(data, 'dog', name), 'no image');
    }
    const held = temporaryDirectory();
    await drawCatsAndDogs(held, {count: 2, seed: 2});
    const open = (): Promise<unknown> => openPhotosFor({data, validation: held});
    await expectAlexNetError(open, 'bad-data', '"dog"', 'left out: ', 'fix: add photos');
  });

  it('says of which of the two sets no photo can be read', async () => {
    const data = temporaryDirectory();
    await drawCatsAndDogs(data, {count: 4, seed: 1});
    const held = temporaryDirectory();
    await drawCatsAndDogs(held, {count: 2, seed: 2});
    for (const name of ['cat', 'dog']) {
      for (const file of readdirSync(join(held, name))) {
        writeFileSync(join(held, name, file), 'no image');
      }
    }
    await expectAlexNetError(
      () => openPhotosFor({data, validation: held}),
      'bad-data',
      `validation photos in ${held}: no photo can be read`,
    );
  });

  it('warns where validation photos are training photos', async () => {
    const data = temporaryDirectory();
    await drawCatsAndDogs(data, {count: 4, seed: 1});
    const warnings: string[] = [];
    const onWarning = (line: string): number => warnings.push(line);
    const validation = join(data, 'cat', '..');
    await openPhotosFor({data, validation, onWarning});
    await openPhotosFor({data, onWarning});
    expect(warnings).toEqual([expect.stringContaining('4 of the 4 validation photos are training photos')]);
  });

  it('asks for more classes where one was named', async () => {
    const data = temporaryDirectory();
    await drawCatsAndDogs(data, {count: 4, seed: 1});
    const open = (): Promise<unknown> => openPhotosFor({data, classes: ['dog']});
    await expectAlexNetError(open, 'bad-data', '1 class: dog', 'name two classes or more (--classes');
  });

  it('refuses to train without a validation photo', async () => {
    const data = temporaryDirectory();
    await drawCatsAndDogs(data, {count: 2, seed: 1});
    const open = (): Promise<unknown> => openPhotosFor({data});
    await expectAlexNetError(open, 'bad-data', '2 training photos, no validation photos', '--validation');
  });
});
