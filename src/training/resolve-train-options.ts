import {getLearningRate} from '../callbacks/optimizer-learning-rate';
import {checksFor} from '../core/check';
import {listSome} from '../core/list-some';
import {requireFields} from '../core/structured-argument';
import {requirePreprocessing} from '../augmentation/require-preprocessing';
import {requireSource} from '../data/require-source';
import type {ImageSource} from '../data/image-source';
import {AlexNetError} from '../errors';
import {momentumSGD} from '../optimizers/momentum-sgd';
import {MemoryHistory} from './history';
import {imageWeights} from '../data/image-weights';
import type {FrozenFeaturesOptions, TrainOptions} from './train-options';

/** Options that have no default: where one is undefined, the run does without. */
type Optional =
  | 'validation'
  | 'classWeights'
  | 'sampleWeights'
  | 'labelSmoothing'
  | 'averageDecay'
  | 'mixup'
  | 'cutmix'
  | 'patience'
  | 'store'
  | 'signal'
  | 'recallBest'
  | 'onProgress'
  | 'onEvaluation'
  | 'onCheckpoint';

/** The options of a run after defaults and checks: all that the loop and its parts go by. */
export type ResolvedTrainOptions = Required<Omit<TrainOptions, Optional | 'maxSteps' | 'frozenFeatures'>> &
  Pick<TrainOptions, Optional> & {
    frozenFeatures: ResolvedFrozenFeatures | undefined;
    /** Weight of each image in the loss; undefined where all are 1. */
    imageWeights: Float32Array | undefined;
    /** Steps per epoch. */
    batchesPerEpoch: number;
    /** Steps of all epochs: the length of schedules that end. */
    scheduleSteps: number;
    /** Steps after which the run ends. */
    totalSteps: number;
  };

/** {@link FrozenFeaturesOptions} with the views filled in. */
export type ResolvedFrozenFeatures = FrozenFeaturesOptions & Required<Pick<FrozenFeaturesOptions, 'views'>>;

/** The integers among the options, each with its minimum. */
const INTEGERS = [
  ['batchSize', 1],
  ['epochs', 1],
  ['maxSteps', 1],
  ['warmupSteps', 0],
  ['seed', -Infinity],
  ['evaluateEvery', 1],
  ['evaluationBatchSize', 1],
  ['checkpointEvery', 1],
  ['patience', 1],
] as const;

/** The fractions among the options, in [0, 1). */
const FRACTIONS = ['labelSmoothing', 'averageDecay'] as const;
/** Those that are at least 0. */
const SIZES = ['mixup', 'cutmix'] as const;

/** The numbers among the options. */
export type TrainNumbers = Pick<
  TrainOptions,
  (typeof INTEGERS)[number][0] | (typeof FRACTIONS)[number] | (typeof SIZES)[number] | 'learningRate'
>;

/** Checks the options of `train` and fills in the defaults. An optimizer that it makes is the caller's to dispose. */
export function resolveTrainOptions(options: TrainOptions): ResolvedTrainOptions {
  requireFields('train', 'options', options, {
    what: 'the options of a training',
    fields: ['data'],
    fix: 'train(model, {data, validation, preprocessing, epochs: 10})',
  });
  const {data, validation, preprocessing, frozenFeatures} = options;
  checkTrainNumbers('train', options);
  requireSource('train', 'data', data);
  requirePreprocessing('train', options);
  checkLabels('data', data, preprocessing.classes);
  if (validation !== undefined) {
    checkLabels('validation', validation, preprocessing.classes);
  }
  if (options.patience !== undefined && validation === undefined) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'train',
      problem: 'patience counts evaluations, and there is no validation set.',
      expected: 'validation beside patience',
      received: `patience = ${options.patience}, validation = undefined`,
      fix: 'pass validation too, or leave patience out',
    });
  }
  const mixed = SIZES.find(name => (options[name] ?? 0) > 0);
  if (mixed !== undefined && frozenFeatures !== undefined) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'train',
      problem: `${mixed} mixes images, and the features of frozen layers are computed once per image.`,
      expected: 'one of the two',
      received: `${mixed} = ${options[mixed] ?? 0}, frozenFeatures at layer "${frozenFeatures.boundary}"`,
      fix: `leave ${mixed} out, or compute frozen layers at each step: --frozen-views random ({frozenViews: 'random'}; of train: no frozenFeatures)`,
    });
  }
  const batchSize = options.batchSize ?? 128;
  const epochs = options.epochs ?? 90;
  const batchesPerEpoch = Math.ceil(data.count / batchSize);
  const scheduleSteps = epochs * batchesPerEpoch;
  const evaluateEvery = options.evaluateEvery ?? batchesPerEpoch;
  const weights = imageWeights(data, options);
  // Last: an optimizer that is made here is to be disposed, and nothing fails after it.
  const optimizer = options.optimizer ?? momentumSGD();
  return {
    ...options,
    batchSize,
    epochs,
    batchesPerEpoch,
    scheduleSteps,
    totalSteps: Math.min(scheduleSteps, options.maxSteps ?? scheduleSteps),
    warmupSteps: options.warmupSteps ?? 0,
    seed: options.seed ?? 0,
    evaluateEvery,
    evaluationBatchSize: options.evaluationBatchSize ?? batchSize,
    checkpointEvery: options.checkpointEvery ?? evaluateEvery,
    evaluateStart: options.evaluateStart ?? false,
    resume: options.resume ?? false,
    changedData: options.changedData ?? false,
    identity: options.identity ?? {},
    optimizer,
    learningRate: options.learningRate ?? getLearningRate(optimizer),
    schedule: options.schedule ?? {kind: 'constant'},
    augmentation: options.augmentation ?? {},
    frozenFeatures: frozenFeatures && {...frozenFeatures, views: frozenFeatures.views ?? 1},
    imageWeights: weights,
    history: options.history ?? new MemoryHistory(),
    onWarning: options.onWarning ?? console.warn,
    now: options.now ?? (() => performance.now()),
  };
}

/** Checks the numbers among the options of `train`, in the name of the function that takes them. */
export function checkTrainNumbers(where: string, options: TrainNumbers): void {
  const check = checksFor(where);
  for (const [name, min] of INTEGERS) {
    if (options[name] !== undefined) {
      check.integer(name, options[name], min);
    }
  }
  for (const name of FRACTIONS) {
    if (options[name] !== undefined) {
      check.finite(name, options[name], 0, 1 - Number.EPSILON);
    }
  }
  for (const name of SIZES) {
    if (options[name] !== undefined) {
      check.finite(name, options[name], 0);
    }
  }
  if (options.learningRate !== undefined) {
    check.finite('learningRate', options.learningRate, 0);
  }
}

function checkLabels(name: string, source: ImageSource, classes: readonly string[]): void {
  const fail = (problem: string, expected: string, received: string, fix: string): never => {
    throw new AlexNetError({code: 'bad-data', where: `train ${name}`, problem, expected, received, fix});
  };
  if (source.count === 0) {
    fail('there is no image.', 'at least one', 'none', 'choose a folder that holds photos');
  }
  if (source.classes.join('\n') !== classes.join('\n')) {
    fail(
      'its classes are not those of the model.',
      listSome(classes),
      listSome(source.classes),
      'open the photos with {classes} set to those of the model, in that order',
    );
  }
  const unlabeled = source.labels.findIndex(label => label < 0 || label >= classes.length);
  if (unlabeled >= 0) {
    fail(
      'an image has no label.',
      `labels from 0 to ${classes.length - 1}`,
      `${source.names[unlabeled] ?? ''}: label ${source.labels[unlabeled] ?? 0}`,
      'name the file after its class (cat.1.jpg), put it into a folder of its class, or remove it',
    );
  }
}
