import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {evaluationTransform} from '../../../src/augmentation/batch-transform';
import {evaluateModel} from '../../../src/evaluation/evaluate-model';
import {predictBatches, predictImages} from '../../../src/evaluation/predict-images';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

describe('predictImages', () => {
  it('returns the scores of the model on the central crop, whatever the batch', async () => {
    const model = tinyModel();
    const source = tinySource(7);
    const whole = await predictImages(model, source, {preprocessing: TINY_PREPROCESSING});
    const parts = await predictImages(model, source, {preprocessing: TINY_PREPROCESSING, batchSize: 3});
    expect(parts).toEqual(whole);
    const bytes = await source.read([4]);
    const direct = tf.tidy(() =>
      (
        model.predict(
          evaluationTransform(TINY_PREPROCESSING)(tf.tensor4d(bytes, [1, 10, 10, 3], 'int32')),
        ) as tf.Tensor
      ).dataSync(),
    );
    expectClose(
      [...whole[4]!.top].sort((a, b) => a.index - b.index).map(({score}) => score),
      direct,
    );
    expect(whole[4]!.top[0]!.score).toBeGreaterThanOrEqual(whole[4]!.top[1]!.score);
  });

  it('leaves no tensor behind and tells how far it is', async () => {
    const model = tinyModel();
    const source = tinySource(5);
    const heard: number[] = [];
    const before = tf.memory().numTensors;
    for await (const {count} of predictBatches(model, source, {
      preprocessing: TINY_PREPROCESSING,
      batchSize: 2,
      onProgress: done => heard.push(done),
    })) {
      expect(count).toBeLessThanOrEqual(2);
    }
    expect(heard.at(-1)).toBe(5);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops at a signal, with its reason', async () => {
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(
      predictImages(tinyModel(), tinySource(4), {preprocessing: TINY_PREPROCESSING, signal: stop}),
    ).rejects.toThrow('enough');
  });

  it('refuses a number of crops that the paper does not have, in the name of the function that was called', async () => {
    const options = {preprocessing: TINY_PREPROCESSING, crops: 5 as 1};
    for (const called of [predictImages, evaluateModel]) {
      await expectAlexNetError(
        () => called(tinyModel(), tinySource(1), options),
        'bad-argument',
        called.name,
        '"5"',
      );
    }
  });
});
