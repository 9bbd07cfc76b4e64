// A network that learned one thing learns another from few photos: node examples/05-transfer-learning/main.mjs
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chooseBackend, drawCatsAndDogs, trainOnPhotos} from 'tfjs-alexnet/node';

// Drawn, so that nothing is downloaded. With real photos take real weights:
// alexnet train --preset squeezenet1.1 --weights squeezenet1_1.pth --freeze fire9 --data PHOTOS --out OUT
const MANY = 400;
const FEW = 40;
const HELD_OUT = 120;

const folder = await mkdtemp(join(tmpdir(), 'alexnet-'));
const drawn = (name, count, seed) => drawCatsAndDogs(join(folder, name), {count, seed});
await drawn('many', MANY, 1);
await drawn('few', FEW, 2);
await drawn('held-out', HELD_OUT, 3);
await chooseBackend();
const common = {validation: join(folder, 'held-out'), preset: 'alexnet-mini', seed: 1};

const teacher = await trainOnPhotos({
  ...common,
  data: join(folder, 'many'),
  out: join(folder, 'teacher'),
  epochs: 16,
});
const scratch = await trainOnPhotos({
  ...common,
  data: join(folder, 'few'),
  out: join(folder, 'scratch'),
  epochs: 16,
});
// The convolutions of the teacher stay as they are; the dense layers learn from forty photos.
const student = await trainOnPhotos({
  ...common,
  data: join(folder, 'few'),
  out: join(folder, 'student'),
  epochs: 16,
  weights: teacher.model,
  freeze: 'pool5',
});
const percent = ({accuracy}) => `${(100 * accuracy).toFixed(0)} %`;
console.log(
  `${MANY} photos from scratch: ${percent(teacher)}, ${FEW} from scratch: ${percent(scratch)}, ${FEW} with its layers: ${percent(student)}`,
);
console.log(
  student.accuracy > scratch.accuracy
    ? 'the layers of the teacher help'
    : 'the layers of the teacher do not help',
);
