import {mkdirSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {drawCatsAndDogs} from '../../../src/data/drawn-photos.node.js';
import {ALEXNET_MINI} from '../../../src/presets/networks/alexnet-mini';
import {openTrainingPhotos} from '../../../src/runs/open-training-photos.node.js';
import {resolveTrainOnPhotosOptions} from '../../../src/runs/resolve-train-on-photos-options';
import type {TrainOnPhotosOptions} from '../../../src/runs/train-on-photos-options';
import {writeCifar10, writeMnist} from '../../support/binary-images';
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

  it('never trains on the test set of CIFAR-10 or MNIST, nor chooses the best weights on it', async () => {
    const notes: string[] = [];
    for (const write of [writeCifar10, writeMnist]) {
      const data = temporaryDirectory();
      write(data);
      const onNote = (line: string): void => {
        notes.push(line);
      };
      const start = {resizeShorterSide: 28};
      const {training, validation} = await openPhotosFor({data, validationSplit: 0.5, onNote}, start);
      const names = [...training.names, ...validation.names];
      expect(names.filter(name => /^t(est|10k)/.test(name))).toEqual([]);
      expect([training.count, validation.count]).toEqual([names.length / 2, names.length / 2]);
      expect(notes.join()).toContain('trains on the training set');
      // Where somebody asks for it, the test set is the validation set, and the whole training set is trained on.
      const asked = await openPhotosFor({data, validation: data}, start);
      expect(asked.validation.names.every(name => /^t(est|10k)/.test(name))).toBe(true);
      expect([asked.training.count, asked.validation.count]).toEqual([names.length, 10]);
    }
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

  it('refuses weights of classes that are not there before it reads the photos', async () => {
    const data = temporaryDirectory();
    await drawCatsAndDogs(data, {count: 8, seed: 1});
    const read: number[] = [];
    const open = (): Promise<unknown> =>
      openPhotosFor({data, classWeights: {dgo: 2}, onPhotos: done => read.push(done)});
    await expectAlexNetError(open, 'bad-argument', 'did you mean "dog"?');
    expect(read).toEqual([]);
  });

  it('refuses to train without a validation photo', async () => {
    const data = temporaryDirectory();
    await drawCatsAndDogs(data, {count: 2, seed: 1});
    const open = (): Promise<unknown> => openPhotosFor({data});
    await expectAlexNetError(open, 'bad-data', '2 training photos, no validation photos', '--validation');
  });

  it('uses a data set that is divided already as it is divided, whatever its parts are called', async () => {
    for (const [training, other] of [
      ['train', 'val'],
      ['training_set', 'test_set'],
    ] as const) {
      const data = temporaryDirectory();
      await drawCatsAndDogs(join(data, training), {count: 6, seed: 1});
      await drawCatsAndDogs(join(data, other), {count: 2, seed: 2});
      for (const classes of [undefined, ['dog', 'cat']]) {
        const notes: string[] = [];
        const found = await openPhotosFor({data, classes, onNote: line => notes.push(line)});
        expect([found.training.count, found.validation.count]).toEqual([6, 2]);
        expect([...found.training.classes].sort()).toEqual(['cat', 'dog']);
        expect(notes[0]).toContain(`validation set ${join(data, other)}`);
        expect(notes[1]).toMatch(/(cat|dog) 3 \+ 1, (cat|dog) 3 \+ 1/);
      }
      mkdirSync(join(data, 'more'));
      await expectAlexNetError(
        () => openPhotosFor({data}),
        'bad-data',
        'divided already',
        `--data ${JSON.stringify(join(data, training))}`,
      );
    }
  });

  it('takes the directory in an archive’s folder for the one to pass', async () => {
    const data = temporaryDirectory();
    for (const name of ['Cat', 'Dog']) {
      mkdirSync(join(data, 'PetImages', name), {recursive: true});
      writeFileSync(join(data, 'PetImages', name, '1.jpg'), 'not read');
    }
    const open = (): Promise<unknown> => openPhotosFor({data});
    await expectAlexNetError(
      open,
      'bad-data',
      `pass the directory of the class folders: ${JSON.stringify(join(data, 'PetImages'))}`,
    );
  });

  it('takes labels from file names that only known classes explain', async () => {
    const [data, validation] = [temporaryDirectory(), temporaryDirectory()];
    await drawCatsAndDogs(join(data, 'x'), {count: 4, seed: 1});
    for (const label of ['cat', 'dog']) {
      for (const [i, name] of readdirSync(join(data, 'x', label)).entries()) {
        renameSync(join(data, 'x', label, name), join(i === 0 ? validation : data, `${label}_${i} (2).png`));
      }
    }
    rmSync(join(data, 'x'), {recursive: true});
    const {training, validation: held} = await openPhotosFor({data, validation, classes: ['dog', 'cat']});
    expect([[...training.labels], [...held.labels]]).toEqual([
      [1, 0],
      [1, 0],
    ]);
    const opened = {preprocessing: {classes: ['dog', 'cat']}} as unknown as Parameters<
      typeof openTrainingPhotos
    >[1]['opened'];
    const known = await openPhotosFor({data, validation}, {resizeShorterSide: 8, opened});
    expect(known.training.classes).toEqual(['dog', 'cat']);
  });
});
