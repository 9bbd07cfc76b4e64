import {checksFor} from '../core/check';
import {requireArgs, requireFields, requireList} from '../core/structured-argument';
import {AlexNetError} from '../errors';

/** Labeled images in memory, all of one size. */
export interface LabeledImages {
  /** Bytes [count, height, width, channels]. */
  images: Uint8Array;
  /** One per image, from 0. */
  labels: Int32Array;
}

/** Options of {@link linearBaseline}. */
export interface LinearBaselineOptions {
  /** Passes over all images. Integer, ≥ 1. Default 300: the accuracy no longer changes after about half of them. */
  epochs?: number;
  /**
   * Weight of the penalty ½·l2·‖weights‖², where the inputs have mean 0 and an expected square length of 1. ≥ 0.
   * Default 0.001: close to the best value on drawn and on real images; ten times more or less changes little.
   */
  l2?: number;
}

const WHERE = 'linearBaseline';
/** Number of power steps towards the largest eigenvalue, and the factor that makes the result an upper bound. */
const POWER_STEPS = 12;
const SAFETY = 1.25;

/**
 * Returns the validation accuracy of the best linear classifier of single pixels: a softmax of linear functions of the
 * standardized pixels, fitted to the training set.
 *
 *     scores[k] = Σ weights[k,p] · (x[p] − mean[p]) / (stddev[p] · √pixels) + bias[k]
 *
 * A network that is not far better than this has learned no shapes, or the images have none to learn.
 *
 * The fit is the minimum of a convex function, found by Nesterov's accelerated gradient with a step from the largest
 * curvature: no random numbers, no learning rate.
 *
 * Shapes: images [count, height, width, channels], bytes; labels [count].
 *
 * Source: Nesterov (1983); O'Donoghue, Candès, Adaptive Restart for Accelerated Gradient Schemes (2015), section 3.
 */
export function linearBaseline(
  training: LabeledImages & {imageShape: readonly [number, number, number]},
  validation: LabeledImages,
  options: LinearBaselineOptions = {},
): number {
  const {epochs = 300, l2 = 1e-3} = requireArgs(WHERE, options, '{epochs: 300}');
  const check = checksFor(WHERE);
  check.integer('epochs', epochs, 1);
  check.finite('l2', l2, 0);
  requireImages('training', training, ['imageShape']);
  requireImages('validation', validation);
  requireList(WHERE, 'training.imageShape', training.imageShape, {
    what: 'an array of three lengths',
    fix: 'pass [height, width, channels]',
  });
  const pixels = training.imageShape.reduce((product, size) => product * size, 1);
  checkImages('training', training, pixels);
  checkImages('validation', validation, pixels);
  const classes = Math.max(2, 1 + training.labels.reduce((most, label) => Math.max(most, label), 0));
  const model = fit(new StandardizedImages(training.images, pixels), training.labels, classes, epochs, l2);
  const scores = model.inputs.of(validation.images).scores(model.weights, classes);
  let correct = 0;
  for (let i = 0; i < validation.labels.length; i++) {
    const row = scores.subarray(i * classes, (i + 1) * classes);
    correct += row.indexOf(Math.max(...row)) === validation.labels[i] ? 1 : 0;
  }
  return correct / validation.labels.length;
}

/**
 * Images as a matrix [count, pixels + 1] of standardized values with a last column of ones, never stored: the
 * bytes stay bytes, and mean and standard deviation are applied to the weights and to the gradient instead.
 */
class StandardizedImages {
  readonly count: number;
  readonly pixels: number;
  readonly #images: Uint8Array;
  readonly #mean: Float64Array;
  /** 1 / (stddev · √pixels); 0 for a pixel that never changes. */
  readonly #scale: Float64Array;

  constructor(images: Uint8Array, pixels: number, standard?: {mean: Float64Array; scale: Float64Array}) {
    this.#images = images;
    this.pixels = pixels;
    this.count = images.length / pixels;
    const {mean, scale} = standard ?? standardOf(images, pixels);
    this.#mean = mean;
    this.#scale = scale;
  }

  /** Returns other images, standardized as these are. */
  of(images: Uint8Array): StandardizedImages {
    return new StandardizedImages(images, this.pixels, {mean: this.#mean, scale: this.#scale});
  }

  /** [count, classes] = images · weights; weights [classes, pixels + 1]. */
  scores(weights: Float64Array, classes: number): Float64Array {
    const {count, pixels} = this;
    const scores = new Float64Array(count * classes);
    const scaled = new Float64Array(pixels);
    for (let k = 0; k < classes; k++) {
      const start = k * (pixels + 1);
      let offset = weights[start + pixels] ?? 0;
      for (let p = 0; p < pixels; p++) {
        const weight = (weights[start + p] ?? 0) * (this.#scale[p] ?? 0);
        scaled[p] = weight;
        offset -= weight * (this.#mean[p] ?? 0);
      }
      for (let i = 0, at = 0; i < count; i++) {
        let sum = offset;
        for (let p = 0; p < pixels; p++, at++) {
          sum += (scaled[p] ?? 0) * (this.#images[at] ?? 0);
        }
        scores[i * classes + k] = sum;
      }
    }
    return scores;
  }

  /** [classes, pixels + 1] = residualsᵀ · images; residuals [count, classes]. */
  gradient(residuals: Float64Array, classes: number): Float64Array {
    const {count, pixels} = this;
    const gradient = new Float64Array(classes * (pixels + 1));
    for (let k = 0; k < classes; k++) {
      const row = gradient.subarray(k * (pixels + 1), (k + 1) * (pixels + 1));
      let total = 0;
      for (let i = 0, at = 0; i < count; i++) {
        const residual = residuals[i * classes + k] ?? 0;
        total += residual;
        for (let p = 0; p < pixels; p++, at++) {
          row[p] = (row[p] ?? 0) + residual * (this.#images[at] ?? 0);
        }
      }
      for (let p = 0; p < pixels; p++) {
        row[p] = ((row[p] ?? 0) - total * (this.#mean[p] ?? 0)) * (this.#scale[p] ?? 0);
      }
      row[pixels] = total;
    }
    return gradient;
  }

  /** Returns an upper bound of the largest eigenvalue of imagesᵀ · images / count. */
  largestEigenvalue(): number {
    let vector = new Float64Array(this.pixels + 1).fill(1);
    let eigenvalue = 0;
    for (let step = 0; step < POWER_STEPS; step++) {
      const length = Math.hypot(...blockNorms(vector));
      vector = vector.map(value => value / length);
      const image = this.gradient(this.scores(vector, 1), 1);
      eigenvalue = Math.hypot(...blockNorms(image)) / this.count;
      vector = image as Float64Array<ArrayBuffer>;
    }
    return SAFETY * eigenvalue;
  }
}

/** Returns the norms of the pieces of a vector: a spread of all its values would overflow the stack. */
function blockNorms(vector: Float64Array): number[] {
  const norms: number[] = [];
  for (let start = 0; start < vector.length; start += 1024) {
    norms.push(Math.hypot(...vector.subarray(start, start + 1024)));
  }
  return norms;
}

function standardOf(images: Uint8Array, pixels: number): {mean: Float64Array; scale: Float64Array} {
  const count = images.length / pixels;
  const mean = new Float64Array(pixels);
  const scale = new Float64Array(pixels);
  for (let p = 0; p < pixels; p++) {
    let sum = 0;
    let squares = 0;
    for (let at = p; at < images.length; at += pixels) {
      const value = images[at] ?? 0;
      sum += value;
      squares += value * value;
    }
    mean[p] = sum / count;
    // Sums of integers are exact, so that a constant pixel has a variance of exactly 0.
    const variance = (count * squares - sum * sum) / (count * count);
    scale[p] = variance === 0 ? 0 : 1 / Math.sqrt(variance * pixels);
  }
  return {mean, scale};
}

function fit(
  inputs: StandardizedImages,
  labels: Int32Array,
  classes: number,
  epochs: number,
  l2: number,
): {inputs: StandardizedImages; weights: Float64Array} {
  const {count, pixels} = inputs;
  const size = classes * (pixels + 1);
  // The curvature of a softmax in its scores is at most 1/2.
  const step = 1 / (0.5 * inputs.largestEigenvalue() + l2);
  let weights = new Float64Array(size);
  let ahead = new Float64Array(size);
  let pace = 1;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const residuals = softmaxResiduals(inputs.scores(ahead, classes), labels, classes);
    const gradient = inputs.gradient(residuals, classes);
    const next = new Float64Array(size);
    let uphill = 0;
    for (let j = 0; j < size; j++) {
      const isBias = j % (pixels + 1) === pixels;
      const slope = (gradient[j] ?? 0) / count + (isBias ? 0 : l2 * (ahead[j] ?? 0));
      next[j] = (ahead[j] ?? 0) - step * slope;
      uphill += slope * ((next[j] ?? 0) - (weights[j] ?? 0));
    }
    // Momentum that increases the loss is reset (O'Donoghue and Candès, the gradient scheme).
    const nextPace = uphill > 0 ? 1 : (1 + Math.sqrt(1 + 4 * pace * pace)) / 2;
    const momentum = uphill > 0 ? 0 : (pace - 1) / nextPace;
    const previous = weights;
    ahead = next.map((value, j) => value + momentum * (value - (previous[j] ?? 0)));
    weights = next;
    pace = nextPace;
  }
  return {inputs, weights};
}

/** Replaces scores by probabilities minus the one-hot labels, in place. */
function softmaxResiduals(scores: Float64Array, labels: Int32Array, classes: number): Float64Array {
  for (let i = 0; i < labels.length; i++) {
    const row = scores.subarray(i * classes, (i + 1) * classes);
    const most = Math.max(...row);
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      row[k] = Math.exp((row[k] ?? 0) - most);
      sum += row[k] ?? 0;
    }
    for (let k = 0; k < classes; k++) {
      row[k] = (row[k] ?? 0) / sum - (labels[i] === k ? 1 : 0);
    }
  }
  return scores;
}

function requireImages(name: string, given: LabeledImages, more: readonly string[] = []): void {
  const fix = 'pass {images: Uint8Array, labels: Int32Array, imageShape: [height, width, channels]}';
  requireFields(WHERE, name, given, {
    what: 'labeled images',
    fields: ['images', 'labels', ...more],
    fix,
  });
  requireList(WHERE, `${name}.images`, given.images, {isTyped: true, what: 'a Uint8Array', fix});
  requireList(WHERE, `${name}.labels`, given.labels, {isTyped: true, what: 'an Int32Array', fix});
}

function checkImages(name: string, {images, labels}: LabeledImages, pixels: number): void {
  if (labels.length === 0 || images.length !== labels.length * pixels) {
    throw new AlexNetError({
      code: 'bad-shape',
      where: WHERE,
      problem: `the ${name} images and labels do not belong together.`,
      expected: `at least one label, and ${pixels} bytes (imageShape) for each`,
      received: `${images.length} bytes, ${labels.length} labels`,
      fix: 'pass the bytes of all images, one after the other, and one label for each',
    });
  }
  const unlabeled = labels.findIndex(label => label < 0);
  if (unlabeled >= 0) {
    throw new AlexNetError({
      code: 'bad-data',
      where: WHERE,
      problem: `an image of ${name} has no label.`,
      expected: 'labels from 0',
      received: `labels[${unlabeled}] = ${String(labels[unlabeled])}`,
      fix: 'leave images without a label out',
    });
  }
}
