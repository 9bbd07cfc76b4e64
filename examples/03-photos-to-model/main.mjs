// From a folder of photos to a model and a prediction: node examples/03-photos-to-model/main.mjs
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {predictImages} from 'tfjs-alexnet';
import {
  chooseBackend,
  drawCatsAndDogs,
  openModel,
  openPhotos,
  photoFolder,
  trainOnPhotos,
} from 'tfjs-alexnet/node';

const folder = await mkdtemp(join(tmpdir(), 'alexnet-'));
// Drawn images, so that the example needs no download. Put your own photos into folders named after their classes.
await drawCatsAndDogs(join(folder, 'photos'), {count: 60, seed: 1});
await chooseBackend();
const report = await trainOnPhotos({
  data: join(folder, 'photos'),
  out: join(folder, 'model'),
  preset: 'alexnet-mini',
  epochs: 4,
  seed: 1,
});
const {model, preprocessing} = await openModel(report.model);
const photos = await openPhotos(await photoFolder(join(folder, 'photos')), {
  resizeShorterSide: preprocessing.resizeShorterSide,
});
const [first] = await predictImages(model, photos, {preprocessing});
console.log(`trained ${report.steps} steps; the first photo gets ${first.top.length} scores`);
