// Photos to a model without native modules, as on StackBlitz: npm start
import {existsSync} from 'node:fs';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {encodePng} from 'tfjs-alexnet';
import {chooseBackend, trainOnPhotos, writeReport} from 'tfjs-alexnet/node';

const PHOTOS = 'photos'; // one folder per class; put JPEGs or PNGs of your own here
const COLORS = {lemon: [230, 205, 60], plum: [110, 50, 140]};
const DRAWN = 40; // images of each class
const SIDE = 96; // pixels
const OUT = `runs/${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;

if (!existsSync(PHOTOS)) {
  for (const [name, color] of Object.entries(COLORS)) {
    await mkdir(`${PHOTOS}/${name}`, {recursive: true});
    for (let i = 0; i < DRAWN; i++) {
      await writeFile(`${PHOTOS}/${name}/${i}.png`, await drawFruit(color, i));
    }
  }
}

const {backend} = await chooseBackend();
const {accuracy} = await trainOnPhotos({
  data: PHOTOS,
  out: OUT,
  preset: 'alexnet-mini',
  epochs: 6,
  warmupSteps: 6,
  batchSize: 16,
  seed: 1,
  report: writeReport,
  onEvaluation: ({step, accuracy}) => {
    console.log(`step ${step}: validation accuracy ${(100 * accuracy).toFixed(0)} %`);
  },
});
const {run} = JSON.parse(await readFile(`${OUT}/run.json`, 'utf8'));
console.log(`trained on ${backend}, photos decoded by ${run.decoder}; ${OUT}/report.html`);
console.log(accuracy > 0.9 ? 'the network tells lemons from plums' : 'the network does not tell them apart');

/** A disc on a gray table, as a PNG; `seed` moves and sizes it. */
function drawFruit(color, seed) {
  const part = factor => (Math.sin((seed + 1) * factor) + 1) / 2; // in [0, 1], other for each seed
  const [x, y] = [12.9, 78.2].map(factor => SIDE * (0.4 + 0.2 * part(factor)));
  const radius = SIDE * (0.22 + 0.16 * part(39.3));
  const table = 60 + 150 * part(26.7);
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let p = 0; p < SIDE * SIDE; p++) {
    const distance = Math.hypot((p % SIDE) - x, Math.floor(p / SIDE) - y) / radius;
    for (let c = 0; c < 3; c++) {
      data[3 * p + c] = distance < 1 ? color[c] * (1.1 - 0.4 * distance) : table;
    }
  }
  return encodePng({width: SIDE, height: SIDE, data});
}
