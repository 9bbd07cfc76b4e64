import * as tf from '@tensorflow/tfjs-core';

/** Settings of one update, multipliers included. */
export interface MomentumUpdateRates {
  learningRate: number;
  momentum: number;
  weightDecay: number;
  /** Whether the weight moves on by the velocity of the step to come (Nesterov). Default false. */
  nesterov?: boolean;
}

/**
 * One update of one weight by the paper's rule; returns the new velocity, and assigns the new weight.
 *
 *     v ← momentum · v − learningRate · (weightDecay · w + g)
 *     w ← w + v                                                    by Nesterov's rule:
 *     w ← w + momentum · v − learningRate · (weightDecay · w + g)
 *
 * No velocity means 0. The old velocity is left to the caller; where the backend has a kernel for all of this, it is the
 * old velocity that is returned, changed in place. Beside the results, at most two tensors of the weight's
 * size are alive at a time: of AlexNet's 61 million weights 38 million are in one.
 */
export function updateByMomentum(
  weight: tf.Variable,
  velocity: tf.Tensor | undefined,
  gradient: tf.Tensor,
  {learningRate, momentum, weightDecay, nesterov = false}: MomentumUpdateRates,
): tf.Tensor {
  const kernel = tf.getKernel('MomentumUpdate', tf.getBackend()) as tf.KernelConfig | undefined;
  // The kernels know the paper's rule only.
  if (
    kernel !== undefined &&
    !nesterov &&
    [weight, gradient, velocity ?? weight].every(({dtype}) => dtype === 'float32')
  ) {
    return updateInPlace(kernel.kernelFunc, weight, velocity, gradient, {
      learningRate,
      momentum,
      weightDecay,
    });
  }
  return tf.tidy(() => {
    const pull =
      weightDecay === 0 ? gradient : consume(tf.mul(weight, weightDecay), t => tf.add(t, gradient));
    const push = tf.mul(pull, -learningRate);
    if (pull !== gradient) {
      pull.dispose();
    }
    const next =
      velocity === undefined
        ? nesterov
          ? tf.clone(push)
          : push
        : consume(tf.mul(velocity, momentum), t => tf.add(t, push));
    const step = nesterov ? consume(tf.mul(next, momentum), t => tf.add(t, push)) : next;
    if (push !== next) {
      push.dispose();
    }
    consume(tf.add(weight, step), moved => {
      weight.assign(moved);
    });
    if (step !== next) {
      step.dispose();
    }
    return next;
  });
}

/** Frees a temporary as soon as it has been used, rather than at the end of the tidy. */
function consume<T>(temporary: tf.Tensor, use: (temporary: tf.Tensor) => T): T {
  const result = use(temporary);
  temporary.dispose();
  return result;
}

/** Overwrites weight and velocity in place; values that another tensor shares (a clone) are copied first. */
function updateInPlace(
  kernel: tf.KernelFunc,
  weight: tf.Variable,
  velocity: tf.Tensor | undefined,
  gradient: tf.Tensor,
  rates: MomentumUpdateRates,
): tf.Tensor {
  const backend = tf.engine().backend;
  const isShared = ({dataId}: tf.Tensor): boolean => backend.refCount(dataId) > 1;
  return tf.tidy(() => {
    if (isShared(weight)) {
      consume(tf.mul(weight, 1), copy => {
        weight.assign(copy);
      });
    }
    const own =
      velocity === undefined ? tf.zerosLike(weight) : isShared(velocity) ? tf.mul(velocity, 1) : velocity;
    kernel({inputs: {weight, velocity: own, gradient}, backend, attrs: {...rates}});
    return own;
  });
}
