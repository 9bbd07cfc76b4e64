import {existsSync} from 'node:fs';
import {chooseBackend, drawCatsAndDogs, trainOnPhotos, writeReport} from 'tfjs-alexnet/node';

const PHOTOS = 'photos'; // one folder per class: photos/cat, photos/dog
const MODEL = 'model';
const DRAWN = 400; // images that are drawn where there are no photos
const EPOCHS = 16;

if (!existsSync(PHOTOS)) {
  await drawCatsAndDogs(PHOTOS, {count: DRAWN, seed: 1});
  console.log(`Drew ${DRAWN} images of cats and dogs into ${PHOTOS}/. Put your own photos there instead.`);
}

await chooseBackend();
const resume = existsSync(`${MODEL}/run.json`); // a stopped run continues where it was
const {accuracy, validationCount} = await trainOnPhotos({
  ...(resume ? {} : {data: PHOTOS, preset: 'alexnet-mini', epochs: EPOCHS, seed: 1}),
  out: MODEL,
  resume,
  report: writeReport,
  onStart: ({trainingCount, classes, backend}) => {
    console.log(`Training on ${trainingCount} photos of ${classes.join(', ')}, on ${backend} …`);
  },
  onEvaluation: ({step, accuracy}) => {
    console.log(`step ${step}: validation accuracy ${(100 * accuracy).toFixed(1)} %`);
  },
});
console.log(`
Validation accuracy ${(100 * accuracy).toFixed(1)} % (${validationCount} photos).

  report    ${MODEL}/report.html
  predict   npm run predict -- PHOTO
  again     remove ${MODEL}, then npm start`);
