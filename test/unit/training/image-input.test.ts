import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {trainingTransform} from '../../../src/augmentation/batch-transform';
import {mixBatch} from '../../../src/augmentation/mix-batch';
import type {ImageSource} from '../../../src/data/image-source';
import {evaluateModel} from '../../../src/evaluation/evaluate-model';
import {imageInput} from '../../../src/training/image-input';
import {resolveTrainOptions} from '../../../src/training/resolve-train-options';
import type {TrainOptions} from '../../../src/training/train-options';
import {expectNoLeak} from '../../support/matchers';
import {TINY_PREPROCESSING, TINY_SIDE, tinyModel, tinySource} from '../../support/tiny-run';

describe('imageInput', () => {
  const data = tinySource(6);
  const validation = tinySource(4, 8);
  const options: TrainOptions = {data, validation, preprocessing: TINY_PREPROCESSING, seed: 5};

  it('returns the batch that the training transform makes, and the score that evaluateModel finds', async () => {
    const model = tinyModel();
    const input = imageInput(model, resolveTrainOptions(options));
    await input.prepare();
    const at = {epoch: 1, indices: [3, 0]};
    const transform = trainingTransform(TINY_PREPROCESSING, {seed: 5});
    const bytes = await data.read(at.indices);
    const expected = transform(tf.tensor4d(bytes, [2, TINY_SIDE, TINY_SIDE, 3], 'int32'), at);
    expect((await input.batch(at)).dataSync()).toEqual(expected.dataSync());
    const {top1, loss} = await evaluateModel(model, validation, {preprocessing: TINY_PREPROCESSING});
    expect(await input.evaluate?.()).toEqual({accuracy: top1, loss});
  });

  it('mixes the images as `mixOf` states, and the same for one seed', async () => {
    const at = {epoch: 1, indices: [3, 0, 2]};
    const batchOf = async (of: Partial<TrainOptions>) => {
      const input = imageInput(tinyModel(), resolveTrainOptions({...options, ...of}));
      return {mix: input.mixOf?.(at), images: await input.batch(at)};
    };
    const plain = await batchOf({mixup: 0, cutmix: 0});
    expect(plain.mix).toBeUndefined();
    for (const of of [{mixup: 0.3}, {cutmix: 1}]) {
      const {mix, images} = await batchOf(of);
      const expected = mixBatch(plain.images as tf.Tensor4D, mix!);
      expect(images.dataSync()).toEqual(expected.dataSync());
      expect((await batchOf(of)).mix).toEqual(mix);
    }
  });

  it('cannot evaluate without a validation set', () => {
    const resolved = resolveTrainOptions({...options, validation: undefined});
    expect(imageInput(tinyModel(), resolved).evaluate).toBeUndefined();
  });

  it('reads each batch once and the next one ahead; only the batch in hand is a tensor', async () => {
    const reads: string[] = [];
    const read: ImageSource['read'] = indices => {
      reads.push(Array.from(indices).join());
      return data.read(indices);
    };
    const input = imageInput(tinyModel(), resolveTrainOptions({...options, data: {...data, read}}));
    const [first, second] = [
      {epoch: 0, indices: [3, 0]},
      {epoch: 0, indices: [5]},
    ];
    await expectNoLeak(async () => {
      reads.length = 0;
      (await input.batch(first, second)).dispose();
      expect(reads).toEqual(['3,0', '5']);
      (await input.batch(second)).dispose();
      await input.close();
      expect(reads).toEqual(['3,0', '5']);
    });
  });
});
