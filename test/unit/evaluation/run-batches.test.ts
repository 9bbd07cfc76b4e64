import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {tensorSource} from '../../../src/data/tensor-source';
import {runBatches} from '../../../src/evaluation/run-batches';
import {describeOnBackends} from '../../support/backends';
import {expectNoLeak} from '../../support/matchers';

describeOnBackends('runBatches', () => {
  const bytes = Uint8Array.from({length: 3 * 2 * 1 * 3}, (_, i) => 10 * i);
  const source = () => tensorSource(bytes, [0, 1, 0], ['cat', 'dog'], {imageShape: [2, 1, 3]});

  it('computes each batch from the images as they lie in the source, and leaks no tensor', async () => {
    const images = source();
    const found: number[][] = [];
    await expectNoLeak(async () => {
      for await (const {start, data} of runBatches(images, {batchSize: 2}, batch => {
        expect(batch.shape.slice(1)).toEqual([2, 1, 3]);
        return tf.add(tf.cast(batch, 'float32'), 0.5);
      })) {
        found.push([start, ...data]);
      }
    });
    const values = Array.from(bytes, value => value + 0.5);
    expect(found).toEqual([
      [0, ...values.slice(0, 12)],
      [2, ...values.slice(12)],
    ]);
  });

  it('leaks no tensor when its caller stops early', async () => {
    const images = source();
    await expectNoLeak(async () => {
      for await (const {start} of runBatches(images, {batchSize: 1}, batch => tf.cast(batch, 'float32'))) {
        if (start === 1) {
          break;
        }
      }
    });
  });
});
