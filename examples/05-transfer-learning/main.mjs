// Transfer learning: a pretrained network needs only a few training photos. node examples/05-transfer-learning/main.mjs
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chooseBackend, drawCatsAndDogs, trainOnPhotos} from 'tfjs-alexnet/node';

// Drawn images, so that nothing is downloaded. With real photos, use pretrained weights:
// alexnet train --preset squeezenet1.1 --weights squeezenet1_1.pth --freeze fire9 --data PHOTOS --out OUT
const MANY = 240;
const FEW = 40;
const VALIDATION = 80;

const folder = await mkdtemp(join(tmpdir(), 'alexnet-'));
const drawn = (name, count, seed) => drawCatsAndDogs(join(folder, name), {count, seed});
await drawn('many', MANY, 1);
await drawn('few', FEW, 2);
await drawn('validation', VALIDATION, 3);
await chooseBackend();
// Adam without dropout and random crops needs few images and few steps; all are evaluated at the end.
const common = {
  validation: join(folder, 'validation'),
  preset: 'alexnet-mini',
  optimizer: 'adam',
  learningRate: 0.001,
  warmupSteps: 10,
  batchSize: 16,
  dropout: 0,
  augmentation: {crop: false, flip: true, colorStddev: 0},
  evaluateEvery: 1000,
  seed: 1,
};

const teacher = await trainOnPhotos({
  ...common,
  data: join(folder, 'many'),
  out: join(folder, 'teacher'),
  epochs: 5,
});
const scratch = await trainOnPhotos({
  ...common,
  data: join(folder, 'few'),
  out: join(folder, 'scratch'),
  epochs: 8,
});
// The convolutions of the first network are frozen; the dense layers are trained on forty images.
const student = await trainOnPhotos({
  ...common,
  data: join(folder, 'few'),
  out: join(folder, 'student'),
  epochs: 8,
  weights: teacher.model,
  freeze: 'pool5',
});
const percent = ({accuracy}) => `${(100 * accuracy).toFixed(0)} %`;
console.log(
  `validation accuracy: ${MANY} images from scratch ${percent(teacher)}, ${FEW} from scratch ${percent(scratch)}, ${FEW} with pretrained layers ${percent(student)}`,
);
console.log(
  student.accuracy > scratch.accuracy ? 'transfer learning helps' : 'transfer learning does not help',
);
