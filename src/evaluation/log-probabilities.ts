import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {show} from '../core/check';
import {AlexNetError} from '../errors';
import {logitsModel} from '../models/logits-model';
import {runBehind} from '../models/split-model';

/** A classifier, or its layers after a given one, as a function to logarithms of probabilities. */
export interface LogProbabilities {
  /** Number of classes. */
  classes: number;
  /** Maps images, or the output of that layer, to [batch, classes]. `training` switches dropout on. */
  apply(images: tf.Tensor, options?: {training?: boolean}): tf.Tensor2D;
}

/** Least probability whose logarithm is taken if only probabilities are known: the smallest normal float32. */
export const LEAST_PROBABILITY = 1.2e-38;

/**
 * Returns the logarithms of a classifier's probabilities, from the logits if the model has them before its softmax:
 * exact and with a useful gradient even where the probability itself is 0 in float32. Other models return
 * log(probability).
 *
 * @param options `behind`: a layer that all later layers depend on alone; the input of `apply` is then the output of this layer.
 */
export function logProbabilities(
  model: tfl.LayersModel,
  {behind}: {behind?: string | undefined} = {},
): LogProbabilities {
  const shape = model.outputs.map(output => output.shape);
  const classes = shape[0]?.[1];
  if (shape.length !== 1 || shape[0]?.length !== 2 || typeof classes !== 'number') {
    throw new AlexNetError({
      code: 'bad-shape',
      where: `model "${model.name}"`,
      problem: 'this is not a classifier.',
      expected: 'one output of shape [batch, classes]',
      received: show(shape),
      fix: 'pass a model that ends in a dense layer or softmax over the classes',
    });
  }
  const logits = logitsModel(model);
  return {
    classes,
    apply: (images, {training = false} = {}) =>
      tf.tidy(() => {
        const whole = logits ?? model;
        const output = (
          behind === undefined
            ? whole.apply(images, {training})
            : runBehind(whole, behind, images, {training})
        ) as tf.Tensor2D;
        return logits === undefined
          ? tf.log<tf.Tensor2D>(tf.maximum<tf.Tensor2D>(output, LEAST_PROBABILITY))
          : tf.logSoftmax(output);
      }),
  };
}
