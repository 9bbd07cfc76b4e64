import type * as tfl from '@tensorflow/tfjs-layers';
import {nearest, show} from '../core/check';
import {labelFinder} from '../core/match-labels';
import type {ImageSource} from '../data/image-source';
import {AlexNetError} from '../errors';
import {confusionMatrix} from './confusion-matrix';
import {checkPrediction, predictBatches, type PredictOptions} from './predict-images';
import {topK, type ClassScore} from './top-k';

/** Options of {@link evaluateModel}. */
export interface EvaluateOptions extends PredictOptions {
  /** Also returns the prediction for each image. Default false. */
  predictions?: boolean;
}

/** The prediction for one labeled image. */
export interface EvaluatedImage {
  name: string;
  /** Position in `classes`. */
  label: number;
  /** Position in `classes`. */
  prediction: number;
  /** Probability of the predicted class. */
  score: number;
  /** The best five classes; the score is the probability. */
  top: ClassScore[];
}

/** Metrics of a model on a set of labeled images. */
export interface EvaluationReport {
  /** Images that were counted: those with a label. */
  count: number;
  /** Accuracy: the fraction whose predicted class is the label, in [0, 1]. */
  top1: number;
  /** Fraction whose label is among the best five classes; with five classes or fewer always 1. */
  top5: number;
  /** Mean cross-entropy; with ten crops, of the mean probability. */
  loss: number;
  /** `confusion[label][prediction]`: number of images. */
  confusion: number[][];
  /** Names of the model's classes, in the order of `confusion`. */
  classes: string[];
  /** One for each counted image, in the order of the source, if `predictions` is true. */
  predictions?: EvaluatedImage[];
}

/**
 * Measures a model on every labeled image of a source.
 *
 * Classes are matched by name, see `labelFinder`: the source may have them in another order, or only some of them.
 *
 * @throws bad-data when a class of the source is unknown to the model, or no image has a label.
 */
export async function evaluateModel(
  model: tfl.LayersModel,
  source: ImageSource,
  options: EvaluateOptions,
): Promise<EvaluationReport> {
  checkPrediction('evaluateModel', model, source, options);
  return measureModel(model, source, options);
}

/** {@link evaluateModel} without the checks of its arguments. */
export async function measureModel(
  model: tfl.LayersModel,
  source: ImageSource,
  options: EvaluateOptions,
): Promise<EvaluationReport> {
  const {classes} = options.preprocessing;
  const indexOf = classIndices(source.classes, classes);
  const labels: number[] = [];
  const predicted: number[] = [];
  const predictions: EvaluatedImage[] | undefined = options.predictions === true ? [] : undefined;
  let loss = 0;
  let top5 = 0;
  if (!source.labels.some(label => label >= 0)) {
    throw new AlexNetError({
      code: 'bad-data',
      where: 'evaluateModel',
      problem: 'no image has a label.',
      expected: `images of the classes ${classes.slice(0, 5).join(', ')}`,
      received: `${source.count} images without a label`,
      fix: 'put the photos into one folder per class, or name them cat.1.jpg, dog.1.jpg, …',
    });
  }
  for await (const batch of predictBatches(model, source, options)) {
    for (let i = 0; i < batch.count; i++) {
      const label = indexOf[source.labels[batch.start + i] ?? -1];
      if (label === undefined) {
        continue;
      }
      const log = batch.logProbabilities.subarray(i * classes.length, (i + 1) * classes.length);
      const best = topK(log, 5, classes);
      const first = best[0] ?? {index: 0, score: Number.NaN};
      loss -= log[label] ?? Number.NaN;
      top5 += best.some(({index}) => index === label) ? 1 : 0;
      labels.push(label);
      predicted.push(first.index);
      predictions?.push({
        name: source.names[batch.start + i] ?? '',
        label,
        prediction: first.index,
        score: Math.exp(first.score),
        top: best.map(entry => ({...entry, score: Math.exp(entry.score)})),
      });
    }
  }
  const count = labels.length;
  return {
    count,
    top1: labels.filter((label, i) => label === predicted[i]).length / count,
    top5: top5 / count,
    loss: loss / count,
    confusion: confusionMatrix(labels, predicted, classes.length),
    classes: [...classes],
    predictions,
  };
}

/** Returns for each class of the data its position among the classes of the model. */
function classIndices(dataClasses: readonly string[], modelClasses: readonly string[]): number[] {
  const find = labelFinder(modelClasses);
  const unknown = dataClasses.filter(name => find(name) === undefined);
  if (unknown.length > 0) {
    const near = nearest(unknown[0] ?? '', modelClasses);
    throw new AlexNetError({
      code: 'bad-data',
      where: 'evaluateModel',
      problem: `the model does not know ${unknown.length} of the ${dataClasses.length} classes of the data.`,
      expected: `some of ${show(modelClasses)}`,
      received: show(unknown),
      fix:
        near === undefined
          ? 'evaluate on photos of the classes that the model was trained on'
          : `rename the class ${show(unknown[0])} to ${show(near)}, if that is what it is`,
      details: {unknown},
    });
  }
  return dataClasses.map(name => find(name) ?? -1);
}
