import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {logProbabilities, type LogProbabilities} from '../evaluation/log-probabilities';
import {scoreBatch} from '../evaluation/score-batch';
import {AlexNetError} from '../errors';
import {variableOf} from './optimizer-state';
import {softLoss, softTargets, type MixedLabels} from './soft-targets';

/** Loss and accuracy of a training step, before it changed the weights. */
export interface GradientStepReport {
  /** Mean cross-entropy of the batch with its targets, smoothed and mixed as they are; without regularizers and weights. */
  loss: number;
  /** Fraction of the batch predicted correctly, with dropout on; of a mixed image the label of the larger part counts. */
  accuracy: number;
}

/** Arguments of {@link GradientStep.run} beside images and labels. */
export interface StepTargets {
  /** One weight per image: factors of the losses, whose sum is divided by the number of images. Default 1. */
  weights?: ArrayLike<number> | undefined;
  /** The labels of images that are mixed into those of the batch. */
  mixed?: MixedLabels | undefined;
}

/**
 * One step of training: forward with dropout, cross-entropy from the logits plus the layers' regularizers, gradients of
 * the trainable weights, update by the optimizer.
 *
 * The list of variables is fixed when it is made, because tfjs's optimizers keep their state by position in it.
 */
export class GradientStep {
  readonly #model: tfl.LayersModel;
  readonly #optimizer: tf.Optimizer;
  readonly #head: LogProbabilities;
  readonly #variables: tf.Variable[];
  readonly #labelSmoothing: number;

  /**
   * @param head from a batch to log-probabilities. Default: the whole network.
   * @param labelSmoothing see `softTargets`.
   */
  constructor(
    model: tfl.LayersModel,
    optimizer: tf.Optimizer,
    head: LogProbabilities = logProbabilities(model),
    labelSmoothing = 0,
  ) {
    this.#model = model;
    this.#optimizer = optimizer;
    this.#head = head;
    this.#labelSmoothing = labelSmoothing;
    this.#variables = model.trainableWeights.map(variableOf);
    if (this.#variables.length === 0) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: `train "${model.name}"`,
        problem: 'the model has no weight to train.',
        expected: 'at least one layer with trainable = true',
        received: `${model.weights.length} weights, all frozen`,
        fix: 'freeze fewer layers',
      });
    }
  }

  /** Number of classes of the model. */
  get classes(): number {
    return this.#head.classes;
  }

  /**
   * Runs the step. The caller disposes the images.
   *
   * @param images network input [batch, height, width, channels], or the input of the head.
   * @param labels one class index per image.
   */
  async run(
    images: tf.Tensor,
    labels: ArrayLike<number>,
    {weights, mixed}: StepTargets = {},
  ): Promise<GradientStepReport> {
    const {classes} = this;
    const smoothed = {classes, labelSmoothing: this.#labelSmoothing};
    const target = softTargets(labels, {...smoothed, weights, mixed});
    let output: tf.Tensor2D | undefined;
    const crossEntropy = tf.tidy(() => {
      const weighted = tf.tensor2d(target, [labels.length, this.classes]);
      let loss: tf.Scalar | undefined;
      const {value, grads} = this.#optimizer.computeGradients(() => {
        const log = this.#head.apply(images, {training: true});
        output = tf.keep(tf.clone(log));
        const mean = tf.neg(tf.mean(tf.sum(tf.mul(weighted, log), 1)));
        loss = tf.keep(tf.clone(mean)) as tf.Scalar;
        const penalties = this.#model.calculateLosses();
        return penalties.reduce<tf.Scalar>((total, penalty) => tf.add(total, penalty), loss);
      }, this.#variables);
      this.#optimizer.applyGradients(
        this.#variables.map(({name}) => ({name, tensor: grads[name] as tf.Tensor})),
      );
      return loss ?? value;
    });
    try {
      const [mean = Number.NaN] = await crossEntropy.data();
      const scores = (await output?.data()) ?? new Float32Array(0);
      const dominant = mixed !== undefined && mixed.fraction < 0.5 ? mixed.labels : labels;
      const {correct} = scoreBatch(scores, dominant, classes);
      // A weighted loss says nothing about one batch beside another.
      const unweighted = {...smoothed, mixed: mixed && {labels: mixed.labels, fraction: mixed.fraction}};
      const loss =
        weights === undefined ? mean : softLoss(softTargets(labels, unweighted), scores, labels.length);
      return {loss, accuracy: correct / labels.length};
    } finally {
      tf.dispose([crossEntropy, output]);
    }
  }
}
