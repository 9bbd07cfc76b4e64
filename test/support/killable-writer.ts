/** A program that kill-any-moment.test.ts kills: writes two models into the directory that is its argument, one after the other. */
import '@tensorflow/tfjs-backend-cpu';
import {exportModel} from '../../src/weights/export-model.node';
import {TINY_PREPROCESSING, tinyModel} from './tiny-run';

const directory = process.argv[2] ?? 'model';
const models = [tinyModel(1), tinyModel(2)] as const;
/** Each model has classes of its own: a model with those of the other would predict wrongly. */
const CLASSES = [
  ['dark', 'light'],
  ['day', 'night'],
];
for (let turn = 0; ; turn++) {
  const preprocessing = {...TINY_PREPROCESSING, classes: CLASSES[turn % 2] ?? []};
  await exportModel(models[turn % 2] ?? models[0], directory, {preprocessing});
  process.stdout.write(`${turn}\n`);
}
