import * as tf from '@tensorflow/tfjs-core';
import type {ImageSource} from '../data/image-source';
import {readBatches, type ReadBatch, type ReadBatchesOptions} from '../data/read-batches';

/**
 * Runs `compute` on every image of a source, batch by batch; `data` of each batch has the values.
 *
 * @param compute from images [batch, height, width, channels] (int32, RGB, 0–255) to a tensor; it runs inside `tf.tidy`.
 */
export async function* runBatches(
  source: ImageSource,
  options: ReadBatchesOptions,
  compute: (images: tf.Tensor4D) => tf.Tensor,
): AsyncGenerator<ReadBatch<Float32Array>, void, undefined> {
  const [height, width, channels] = source.imageShape;
  for await (const {start, count, data} of readBatches(source, options)) {
    const output = tf.tidy(() => compute(tf.tensor4d(data, [count, height, width, channels], 'int32')));
    let values: Float32Array;
    try {
      values = await output.data<'float32'>();
    } finally {
      output.dispose();
    }
    yield {start, count, data: values};
  }
}
