import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {BestModel} from '../../../src/runs/best-model.node.js';
import {fileSystemIO} from '../../../src/disk/file-system-io.node.js';
import {openRunDirectory} from '../../../src/runs/run-directory.node.js';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {train} from '../../../src/training/train';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

describe('BestModel', () => {
  it('leaves in the directory and in the model the weights of the best evaluation, not the last', async () => {
    const directory = temporaryDirectory();
    const run = await openRunDirectory(directory, {resume: false, onWarning: () => undefined});
    const model = tinyModel();
    const best = new BestModel(directory, model, run.store);
    const kernels = new Map<number, number>();
    const report = await train(model, {
      data: tinySource(16),
      validation: tinySource(10, 9),
      preprocessing: TINY_PREPROCESSING,
      optimizer: momentumSGD({learningRate: 0.05}),
      learningRate: 0.05,
      batchSize: 4,
      epochs: 3,
      seed: 1,
      evaluateEvery: 1,
      store: run.store,
      history: run.history,
      onWarning: () => undefined,
      onCheckpoint: async (step, point) => {
        kernels.set(step, model.getWeights()[0]!.dataSync()[0]!);
        await best.afterCheckpoint(step, point);
      },
    });
    await best.finish();
    await run.close();
    const expected = kernels.get(report.best!.step);
    expect(model.getWeights()[0]!.dataSync()[0]).toBe(expected);
    const saved = await tfl.loadLayersModel(fileSystemIO(directory));
    expect(saved.getWeights()[0]!.dataSync()[0]).toBe(expected);
  });
});
