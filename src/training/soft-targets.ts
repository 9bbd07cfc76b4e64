/** Labels of the images that are mixed into those of a batch. */
export interface MixedLabels {
  /** One class index per image. */
  labels: ArrayLike<number>;
  /** Weight of each in the loss. Default 1. */
  weights?: ArrayLike<number>;
  /** Fraction of each image that is left of its own, in [0, 1]. */
  fraction: number;
}

/** Options of {@link softTargets}. */
export interface SoftTargetsOptions {
  classes: number;
  /** Fraction of each target that is spread evenly over all classes, in [0, 1). Default 0. */
  labelSmoothing?: number;
  /** Weight of each image in the loss. Default 1. */
  weights?: ArrayLike<number> | undefined;
  mixed?: MixedLabels | undefined;
}

/**
 * Returns the targets of the cross-entropy, row by row: the weight of each image at its label; with smoothing,
 *
 *     target[i, c] = weight[i] · ((1 − ε) · [c = label[i]] + ε / classes)
 *
 * and of a mixed image the fraction λ of that, plus 1 − λ of the row of the other image. So the loss is linear in both:
 * λ · loss(own label) + (1 − λ) · loss(other label).
 *
 * Without weights the loss is that of PyTorch's `CrossEntropyLoss(label_smoothing=ε)` and of Keras. With weights of classes
 * it is Keras's: a factor on the loss of an image, where PyTorch weights each class of the smoothed part by its own.
 */
export function softTargets(
  labels: ArrayLike<number>,
  {classes, labelSmoothing = 0, weights, mixed}: SoftTargetsOptions,
): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  const add = (image: number, label: number, amount: number): void => {
    const row = image * classes;
    if (labelSmoothing > 0) {
      for (let c = 0; c < classes; c++) {
        targets[row + c] = (targets[row + c] ?? 0) + (amount * labelSmoothing) / classes;
      }
    }
    targets[row + label] = (targets[row + label] ?? 0) + amount * (1 - labelSmoothing);
  };
  const fraction = mixed?.fraction ?? 1;
  for (let i = 0; i < labels.length; i++) {
    add(i, labels[i] ?? 0, fraction * (weights?.[i] ?? 1));
    if (mixed !== undefined) {
      add(i, mixed.labels[i] ?? 0, (1 - fraction) * (mixed.weights?.[i] ?? 1));
    }
  }
  return targets;
}

/** Returns the mean cross-entropy of targets with log-probabilities of the same shape. */
export function softLoss(
  targets: ArrayLike<number>,
  logProbabilities: ArrayLike<number>,
  count: number,
): number {
  let loss = 0;
  for (let i = 0; i < targets.length; i++) {
    // A target of 0 counts nothing, also where the logarithm is −∞.
    loss -= targets[i] === 0 ? 0 : (targets[i] ?? 0) * (logProbabilities[i] ?? Number.NaN);
  }
  return loss / count;
}
