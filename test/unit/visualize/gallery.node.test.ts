import '@tensorflow/tfjs-backend-cpu';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import {beforeAll, describe, expect, it} from 'vitest';
import {gatherGallery, type GalleryData} from '../../../src/visualize/gallery-data';
import {readTrainingHistory, writeGallery} from '../../../src/visualize/gallery.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

const history = [{step: 1, epoch: 0, learningRate: 0.1, loss: 1, accuracy: 0.5}];
let data: GalleryData;
beforeAll(async () => {
  await tf.setBackend('cpu');
  data = await gatherGallery(tinyModel(), tinySource(6), {
    preprocessing: TINY_PREPROCESSING,
    photos: 3,
    neighbors: 2,
  });
});

describe('writeGallery', () => {
  it('writes one page that loads nothing, and images that can be opened', async () => {
    const directory = join(temporaryDirectory(), 'new', 'images');
    const {files} = await writeGallery(directory, data, {title: '<b>tiny</b>', history});
    const names = files.map(file => file.slice(directory.length + 1));
    expect(names.slice(0, 5)).toEqual([
      'index.html',
      'filters.png',
      'predictions.png',
      'nearest.png',
      'occlusion.png',
    ]);
    expect(names.slice(-2)).toEqual(['confusion.png', 'curves.png']);
    for (const file of files.slice(1)) {
      const {width, height} = await sharp(file).metadata();
      expect(width * height).toBeGreaterThan(100);
    }
    const page = await readFile(files[0] ?? '', 'utf8');
    expect(page).toContain('What &lt;b&gt;tiny&lt;/b&gt; learned');
    expect(page.match(/(src|href)="(?!data:)/g)).toBeNull();
  });

  it('leaves out what there is nothing to show of', async () => {
    const directory = temporaryDirectory();
    const {accuracy: _none, ...unlabeled} = data;
    const {files} = await writeGallery(directory, unlabeled, {title: 'tiny'});
    expect(files.some(file => /confusion|curves/.test(file))).toBe(false);
  });

  it('says where it cannot write', async () => {
    const file = join(temporaryDirectory(), 'file');
    await writeFile(file, '');
    await expectAlexNetError(() => writeGallery(join(file, 'x'), data, {title: 'tiny'}), 'io', file);
  });

  it.runIf(process.platform === 'linux')('ends in a place that takes no directory', async () => {
    await expectAlexNetError(
      () => writeGallery('/proc/alexnet/x', data, {title: 'tiny'}),
      'io',
      '/proc/alexnet',
    );
  });
});

describe('readTrainingHistory', () => {
  it('is empty for a directory without one', async () => {
    expect(await readTrainingHistory(temporaryDirectory())).toEqual([]);
  });
});
