import type * as tfl from '@tensorflow/tfjs-layers';
import {nearest, show} from '../core/check';
import {labelFinder} from '../core/match-labels';
import {requireModel, requirePreprocessing, requireSource} from '../core/structured-argument';
import type {ImageSource} from '../data/image-source';
import {AlexNetError} from '../errors';
import {confusionMatrix} from './confusion-matrix';
import {predictBatches, type PredictOptions} from './predict-images';
import {topK, type ClassScore} from './top-k';

/** Options of {@link evaluateModel}. */
export interface EvaluateOptions extends PredictOptions {
  /** Also gives the prediction for each picture. Default false. */
  predictions?: boolean;
}

/** What one picture was taken for. */
export interface EvaluatedPicture {
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

/** How good a model is on a set of labeled pictures. */
export interface EvaluationReport {
  /** Pictures that were counted: those with a label. */
  count: number;
  /** Share whose best class is right, in [0, 1]. */
  top1: number;
  /** Share whose label is among the best five; with five classes or fewer always 1. */
  top5: number;
  /** Mean cross-entropy; with ten crops that of the mean probability. */
  loss: number;
  /** `confusion[label][prediction]`: how many. */
  confusion: number[][];
  /** Names of the model's classes, in the order of `confusion`. */
  classes: string[];
  /** Where asked for, one for each counted picture, in the order of the source. */
  predictions?: EvaluatedPicture[];
}

/**
 * Measures a model on every labeled picture of a source.
 *
 * Classes are matched by name, see `labelFinder`: the source may hold them in another order, or only some of them.
 *
 * @throws bad-data when a class of the source is unknown to the model, or no picture has a label.
 */
export async function evaluateModel(
  model: tfl.LayersModel,
  source: ImageSource,
  options: EvaluateOptions,
): Promise<EvaluationReport> {
  requireModel('evaluateModel', model);
  requireSource('evaluateModel', 'source', source);
  requirePreprocessing('evaluateModel', options);
  const {classes} = options.preprocessing;
  const indexOf = classIndices(source.classes, classes);
  const labels: number[] = [];
  const predicted: number[] = [];
  const pictures: EvaluatedPicture[] = [];
  let loss = 0;
  let top5 = 0;
  if (!source.labels.some(label => label >= 0)) {
    throw new AlexNetError({
      code: 'bad-data',
      where: 'evaluateModel',
      problem: 'no picture has a label.',
      expected: `pictures of the classes ${classes.slice(0, 5).join(', ')}`,
      received: `${source.count} pictures without a label`,
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
      if (options.predictions === true) {
        const name = source.names[batch.start + i] ?? '';
        const top = best.map(entry => ({...entry, score: Math.exp(entry.score)}));
        pictures.push({name, label, prediction: first.index, score: Math.exp(first.score), top});
      }
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
    ...(options.predictions === true ? {predictions: pictures} : {}),
  };
}

/** For each class of the data its position among the model's. */
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
