/** The purpose of the drawn photos: a network can classify them, a linear classifier on their pixels cannot. */
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import sharp from 'sharp';
import {expect, it} from 'vitest';
import {drawCatsAndDogs} from '../../src/data/drawn-photos.node';
import {linearBaseline, type LabeledImages} from '../../src/evaluation/linear-baseline';
import {temporaryDirectory} from '../support/drawn-photos';

const SIDE = 24;
/** More do not change the accuracy. */
const EPOCHS = 150;

async function pixels(dir: string, size: number): Promise<LabeledImages> {
  const names = (await readdir(dir, {recursive: true})).filter(name => name.endsWith('.jpg')).sort();
  const images = await Promise.all(
    names.map(name =>
      sharp(join(dir, name)).resize(size, size, {kernel: 'linear'}).removeAlpha().raw().toBuffer(),
    ),
  );
  return {
    images: new Uint8Array(Buffer.concat(images)),
    labels: Int32Array.from(names, name => (name.startsWith('cat') ? 0 : 1)),
  };
}

it('a linear classifier on pixels has a low accuracy on drawn photos', async () => {
  const root = await temporaryDirectory();
  await drawCatsAndDogs(join(root, 'training'), {count: 600, seed: 1, sizePx: 48});
  await drawCatsAndDogs(join(root, 'validation'), {count: 300, seed: 2, sizePx: 48});
  const training = {...(await pixels(join(root, 'training'), SIDE)), imageShape: [SIDE, SIDE, 3]} as const;
  const validation = await pixels(join(root, 'validation'), SIDE);
  // The bound of `npm start` is 0.75; measured here, and with more pixels and epochs: 0.66.
  expect(linearBaseline(training, validation, {epochs: EPOCHS})).toBeLessThan(0.68);
}, 240_000);
