// Augmented views of one photo: crops, mirror images and colors, side by side in one image.
// node examples/04-augmentation-contact-sheet/main.mjs [PHOTO]
import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {encodePng, PcaColorJitter, randomCrop, randomFlipLeftRight, resizeShorterSide} from 'tfjs-alexnet';
import {chooseBackend, decodePhoto, drawCatsAndDogs} from 'tfjs-alexnet/node';

const COLUMNS = 6;
const ROWS = 4;
const TILE_PX = 112;
const GAP_PX = 4;

await chooseBackend();
const folder = await mkdtemp(join(tmpdir(), 'alexnet-'));
await drawCatsAndDogs(join(folder, 'photos'), {count: 2, seed: 3});
const {data, width, height} = await decodePhoto(
  process.argv[2] ?? join(folder, 'photos', 'cat', 'cat.0.jpg'),
);
// Section 2: resize the shorter side, to a little more than the crop, so that crops differ.
const photo = resizeShorterSide(tf.tensor3d(data, [height, width, 3], 'int32'), TILE_PX + 24);
const jitter = await PcaColorJitter.fit(photo);

const tiles = Array.from({length: COLUMNS * ROWS}, (_, seed) =>
  tf.tidy(() => {
    const crop = randomCrop(photo, TILE_PX, {seed});
    const colored = jitter.apply(randomFlipLeftRight(crop, {seed}), {seed});
    return tf.pad(tf.clipByValue(colored, 0, 255), [
      [0, GAP_PX],
      [0, GAP_PX],
      [0, 0],
    ]);
  }),
);
const rows = Array.from({length: ROWS}, (_, row) =>
  tf.concat(tiles.slice(row * COLUMNS, (row + 1) * COLUMNS), 1),
);
const sheet = tf.concat(rows, 0);
const file = join(folder, 'contact-sheet.png');
const bytes = Uint8Array.from(await sheet.data(), Math.round);
await writeFile(file, await encodePng({width: sheet.shape[1], height: sheet.shape[0], data: bytes}));
console.log(`open ${file}`);
console.log(`${tiles.length} views of one photo, ${sheet.shape[1]} × ${sheet.shape[0]} pixels`);
