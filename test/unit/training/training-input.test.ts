import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {trainingTransform} from '../../../src/augmentation/batch-transform';
import * as tf from '@tensorflow/tfjs-core';
import {evaluateModel} from '../../../src/evaluation/evaluate-model';
import {resolveTrainOptions} from '../../../src/training/train-options';
import {pictureInput} from '../../../src/training/training-input';
import {TINY_PREPROCESSING, TINY_SIDE, tinyModel, tinySource} from '../../support/tiny-run';

describe('pictureInput', () => {
  const options = {
    data: tinySource(6),
    validation: tinySource(4, 8),
    preprocessing: TINY_PREPROCESSING,
    seed: 5,
  };

  it('gives the batch that the training transform makes, and the score that evaluateModel finds', async () => {
    const model = tinyModel();
    const input = pictureInput(model, options, resolveTrainOptions(options));
    await input.prepare();
    const at = {epoch: 1, indices: [3, 0]};
    const bytes = await input.read(at.indices);
    const transform = trainingTransform(TINY_PREPROCESSING, {seed: 5});
    const expected = transform(tf.tensor4d(bytes, [2, TINY_SIDE, TINY_SIDE, 3], 'int32'), at);
    expect(input.tensor(bytes, at).dataSync()).toEqual(expected.dataSync());
    const {top1, loss} = await evaluateModel(model, options.validation, {preprocessing: TINY_PREPROCESSING});
    expect(await input.evaluate(undefined)).toEqual({accuracy: top1, loss});
  });
});
