/** The program that kill-any-moment.test.ts kills: trains the tiny model in the directory that is its argument. */
import '@tensorflow/tfjs-backend-cpu';
import {join} from 'node:path';
import {momentumSGD} from '../../src/optimizers/momentum-sgd';
import {BestModel} from '../../src/runs/best-model.node';
import {openRunDirectory} from '../../src/runs/run-directory.node';
import {train} from '../../src/training/train';
import {TINY_PREPROCESSING, tinyModel, tinySource} from './tiny-run';

const directory = process.argv[2] ?? join(process.cwd(), 'run');
const model = tinyModel();
const run = await openRunDirectory(directory, {resume: true, onWarning: console.error});
const best = new BestModel(directory, model, run.store, {onWarning: console.error});
await train(model, {
  data: tinySource(22),
  validation: tinySource(10, 8),
  preprocessing: TINY_PREPROCESSING,
  optimizer: momentumSGD({learningRate: 0.02}),
  batchSize: 5,
  epochs: 40,
  seed: 3,
  evaluateEvery: 7,
  checkpointEvery: 1,
  store: run.store,
  history: run.history,
  resume: true,
  recallBest: saved => best.recall(saved),
  onCheckpoint: (step, bestPoint) => {
    process.stdout.write(`${step}\n`);
    return best.afterCheckpoint(step, bestPoint);
  },
});
await best.finish();
await run.close();
process.stdout.write('done\n');
