import {readdirSync} from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {beforeAll, describe, expect, it} from 'vitest';
import type {OpenedPhotos} from '../../../src/data/open-photos.node.js';
import {resolvePreset} from '../../../src/models/create-model';
import {readModelWeights} from '../../../src/models/model-weights';
import {resolveTrainOnPhotosOptions} from '../../../src/runs/resolve-train-on-photos-options';
import {openRunDirectory} from '../../../src/runs/run-directory.node.js';
import {runTraining} from '../../../src/runs/run-training.node.js';
import type {TrainOnPhotosOptions} from '../../../src/runs/train-on-photos-options';
import type {TrainReport} from '../../../src/training/train-report';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

describe('runTraining', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const recipe = {
    ...resolvePreset('alexnet-mini').train,
    ...{batchSize: 5, epochs: 4, warmupSteps: 0, augmentation: {crop: true, flip: true, colorStddev: 0}},
  };

  const train = async (
    given: Partial<TrainOnPhotosOptions> = {},
  ): Promise<{report: TrainReport; out: string; isBest: boolean; tensors: number}> => {
    const out = temporaryDirectory();
    const options = resolveTrainOnPhotosOptions({
      data: 'd',
      out,
      seed: 3,
      onWarning: () => undefined,
      ...given,
    });
    const run = await openRunDirectory(out, {resume: false, onWarning: () => undefined});
    const model = tinyModel();
    const before = tf.memory().numTensors;
    try {
      const report = await runTraining(model, {
        photos: {training: tinySource(22) as OpenedPhotos, validation: tinySource(10, 8) as OpenedPhotos},
        preprocessing: TINY_PREPROCESSING,
        prepared: {recipe, weights: undefined, evaluateStart: false, frozenFeatures: undefined},
        run,
        options,
        settings: {},
        table: undefined,
      });
      const best = await run.store.load('best');
      const weights = await readModelWeights(model);
      const isBest = weights.every(({data}, i) =>
        data.every((value, j) => value === best?.weights[i]?.data[j]),
      );
      return {report, out, isBest, tensors: tf.memory().numTensors - before};
    } finally {
      await run.close();
      model.dispose();
    }
  };

  it('trains as the recipe says, writes the run and leaves the best weights in the model', async () => {
    const {report, out, isBest, tensors} = await train();
    // 4 epochs of 22 images in batches of 5.
    expect(report).toMatchObject({steps: 20, epochs: 4, interrupted: false});
    expect(readdirSync(out)).toEqual(
      expect.arrayContaining(['checkpoints', 'history.csv', 'logs', 'model.json', 'preprocessing.json']),
    );
    expect(isBest).toBe(true);
    expect(tensors).toBe(0);
  });

  it('takes options before the recipe, and the recipe where an option is undefined', async () => {
    expect((await train({epochs: 1, batchSize: 11})).report.steps).toBe(2);
    expect((await train({epochs: undefined, batchSize: undefined, maxSteps: 6})).report.steps).toBe(6);
  });

  it('calls the listeners that it is given, and waits for them', async () => {
    const events: string[] = [];
    await train({
      maxSteps: 2,
      onProgress: async ({step}) => {
        // Longer than the loop takes by itself from one step to the next.
        for (let turn = 0; turn < 20; turn++) {
          await new Promise(resolve => setImmediate(resolve));
        }
        events.push(`step ${step}`);
      },
      onEvaluation: ({step}, isBest) => events.push(`evaluation ${step} ${isBest}`),
    });
    expect(events).toEqual(['step 1', 'step 2', 'evaluation 2 true']);
  });
});
