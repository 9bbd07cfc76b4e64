import * as tf from '@tensorflow/tfjs-core';

/** The numbers of one update, multipliers included. */
export interface MomentumUpdateRates {
  learningRate: number;
  momentum: number;
  weightDecay: number;
}

/**
 * One update of one weight by the paper's rule; returns the new velocity, and assigns the new weight.
 *
 *     v ← momentum · v − learningRate · (weightDecay · w + g)
 *     w ← w + v
 *
 * No velocity means 0. The old velocity is left to the caller. Beside the results, at most two tensors of the weight's
 * size are alive at a time: of AlexNet's 61 million weights 38 million are in one.
 */
export function updateByMomentum(
  weight: tf.Variable,
  velocity: tf.Tensor | undefined,
  gradient: tf.Tensor,
  {learningRate, momentum, weightDecay}: MomentumUpdateRates,
): tf.Tensor {
  return tf.tidy(() => {
    const pull =
      weightDecay === 0 ? gradient : consume(tf.mul(weight, weightDecay), t => tf.add(t, gradient));
    const push = tf.mul(pull, -learningRate);
    if (pull !== gradient) {
      pull.dispose();
    }
    const next =
      velocity === undefined
        ? push
        : consume(tf.mul(velocity, momentum), t => consume(push, p => tf.add(t, p)));
    consume(tf.add(weight, next), moved => {
      weight.assign(moved);
    });
    return next;
  });
}

/** Frees a temporary as soon as it has been used, rather than at the end of the tidy. */
function consume<T>(temporary: tf.Tensor, use: (temporary: tf.Tensor) => T): T {
  const result = use(temporary);
  temporary.dispose();
  return result;
}
