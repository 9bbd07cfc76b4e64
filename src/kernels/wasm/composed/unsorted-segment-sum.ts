import * as tf from '@tensorflow/tfjs-core';
import type {KernelArgs} from '../../register-kernels';

/**
 * Sums the rows of `x` that belong to the same segment; an id that is negative or at least `numSegments` belongs to none.
 *
 *     y[s] = Σ x[i]      over segmentIds[i] = s
 *
 * Shapes: x [n, ...], segmentIds [n]; out [numSegments, ...].
 */
export function unsortedSegmentSum({inputs, attrs}: KernelArgs): tf.Tensor {
  const x = inputs.x as tf.Tensor;
  const segmentIds = inputs.segmentIds as tf.Tensor1D;
  const {numSegments} = attrs as unknown as tf.UnsortedSegmentSumAttrs;
  return tf.tidy(() => {
    const rows = segmentIds.size;
    const shape = [numSegments, ...x.shape.slice(segmentIds.rank)];
    if (rows === 0) {
      return tf.zeros(shape, x.dtype);
    }
    const values = tf.reshape(x, [rows, -1]);
    // One row more takes what belongs to no segment: so a NaN there is dropped with it, and no id reaches beyond the
    // result, where the stock kernel of scatterND would write into other tensors.
    const ids = tf.reshape(tf.cast(segmentIds, 'int32'), [rows, 1]);
    const belongs = tf.logicalAnd(tf.greaterEqual(ids, 0), tf.less(ids, numSegments));
    const target = tf.where(belongs, ids, tf.fill([rows, 1], numSegments, 'int32'));
    const sums = tf.scatterND(target, values, [numSegments + 1, values.shape[1] ?? 1]);
    return tf.cast(tf.reshape(tf.slice(sums, 0, numSegments), shape), x.dtype);
  });
}
