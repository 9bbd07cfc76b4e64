// Image search: photos with near features look alike. node examples/06-nearest-photos/main.mjs
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {extractFeatures, nearestRows} from 'tfjs-alexnet';
import {
  chooseBackend,
  drawCatsAndDogs,
  openModel,
  openPhotos,
  photoFolder,
  trainOnPhotos,
} from 'tfjs-alexnet/node';

const NEIGHBORS = 5;

const folder = await mkdtemp(join(tmpdir(), 'alexnet-'));
await drawCatsAndDogs(join(folder, 'train'), {count: 280, seed: 1});
await drawCatsAndDogs(join(folder, 'search'), {count: 100, seed: 2});
await chooseBackend();
const {model: directory} = await trainOnPhotos({
  data: join(folder, 'train'),
  validation: join(folder, 'search'),
  out: join(folder, 'model'),
  preset: 'alexnet-mini',
  // Adam without dropout and random crops needs few images and few steps.
  optimizer: 'adam',
  learningRate: 0.001,
  warmupSteps: 10,
  batchSize: 16,
  dropout: 0,
  augmentation: {crop: false, flip: true, colorStddev: 0},
  epochs: 6,
  evaluateEvery: 1000, // which leaves the one at the end
  seed: 1,
});
const {model, preprocessing} = await openModel(directory);
const photos = await openPhotos(await photoFolder(join(folder, 'search')), {
  resizeShorterSide: preprocessing.resizeShorterSide,
});
// Section 6.1: the feature vectors of the last hidden layer, compared by Euclidean distance.
const features = await extractFeatures(model, photos, {layer: 'fc7', preprocessing});
const nearest = nearestRows(features, 0, NEIGHBORS);
console.log(`nearest to ${photos.names[0]}: ${nearest.map(({index}) => photos.names[index]).join(', ')}`);
const agrees = photos.names.flatMap((_, row) =>
  nearestRows(features, row, NEIGHBORS).map(({index}) => photos.labels[index] === photos.labels[row]),
);
const agreement = agrees.filter(same => same).length / agrees.length;
console.log(`${(100 * agreement).toFixed(0)} % of all neighbors show the same animal`);
console.log(
  agreement > 0.7 ? 'near features mean similar images' : 'near features do not mean similar images',
);
