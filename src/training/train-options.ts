import type * as tf from '@tensorflow/tfjs-core';
import type {TrainingTransformOptions} from '../augmentation/batch-transform';
import {checksFor} from '../core/check';
import type {Preprocessing} from '../core/preprocessing';
import type {ImageSource} from '../data/image-source';
import {AlexNetError} from '../errors';
import type {ScheduleConfig} from '../presets/schedule-config';
import type {CheckpointSink} from './checkpoint';
import type {FrozenFeaturesOptions} from './frozen-features';
import type {HistorySink} from './history';
import type {TrainProgress} from './progress';
import type {EvaluationPoint, RunIdentity} from './train-state';

/** What is drawn anew for each picture at each step; see `trainingTransform`. */
export type TrainAugmentation = Omit<TrainingTransformOptions, 'seed'>;

/** Options of `train`. */
export interface TrainOptions {
  /** Labeled pictures to learn from. */
  data: ImageSource;
  /** Labeled pictures that are never learned from; all of them are used at each evaluation. */
  validation?: ImageSource;
  /** The way of a picture into the network; its classes are those of `data`. */
  preprocessing: Preprocessing;
  /** Any tfjs optimizer. Default: MomentumSGD with the paper's constants. */
  optimizer?: tf.Optimizer;
  /** Learning rate at which the schedule starts. Default: the optimizer's. */
  learningRate?: number;
  /** How the learning rate develops. Default constant. */
  schedule?: ScheduleConfig;
  /** Steps over which the learning rate rises from near 0 to its full value. ≥ 0. Default 0. */
  warmupSteps?: number;
  /** Pictures per step; the last batch of an epoch holds what is left. ≥ 1. Default 128 (section 5). */
  batchSize?: number;
  /** How often each picture is taken; schedules that end take their length from it. ≥ 1. Default 90 (section 5). */
  epochs?: number;
  /** Stops after this many steps where the epochs would give more. ≥ 1. Default: no limit. */
  maxSteps?: number;
  /** Of the order of the pictures and of their augmentation. Default 0. */
  seed?: number;
  /** Steps between two evaluations. ≥ 1. Default: one epoch. */
  evaluateEvery?: number;
  /**
   * Evaluates before the first step, too: a run that only makes good weights worse then ends with what it started from as
   * its best. Default false.
   */
  evaluateStart?: boolean;
  /** Pictures at a time in an evaluation. Default: batchSize. */
  evaluationBatchSize?: number;
  /** Steps between two checkpoints; a new best gets one at once. ≥ 1. Default: evaluateEvery. */
  checkpointEvery?: number;
  augmentation?: TrainAugmentation;
  /**
   * Computes the output of frozen layers once per picture and trains on it what follows; `augmentation` does not count
   * then. Default: the whole network is computed at each step.
   */
  frozenFeatures?: FrozenFeaturesOptions;
  /** Where checkpoints go: a CheckpointStore. Default: nowhere. */
  store?: CheckpointSink;
  /** Where the rows of the history go. Default: memory. */
  history?: HistorySink;
  /** Go on from the last checkpoint of `store`; from the start where there is none. Default false. */
  resume?: boolean;
  /** Further facts that must be the same when a run is resumed: the preset's id, the frozen layers. JSON-safe. */
  identity?: Readonly<Record<string, unknown>>;
  /** Ends the run after the step in progress, with a checkpoint. */
  signal?: AbortSignal;
  /** Hears of each step. */
  onProgress?: (progress: TrainProgress) => void | Promise<void>;
  /** Hears of each evaluation; `isBest`: better than all before. */
  onEvaluation?: (point: EvaluationPoint, isBest: boolean) => void | Promise<void>;
  /** Hears of each checkpoint that is safely stored; `best` is the best evaluation so far. */
  onCheckpoint?: (step: number, best: EvaluationPoint | undefined) => void | Promise<void>;
  /** Hears, once, of what looks wrong and what to try. Default: console.warn. */
  onWarning?: (message: string) => void;
  /** A clock in milliseconds. Default: performance.now. */
  now?: () => number;
}

/** The numbers of a run after defaults and checks. */
export interface ResolvedTrainOptions {
  batchSize: number;
  epochs: number;
  warmupSteps: number;
  seed: number;
  evaluateEvery: number;
  evaluationBatchSize: number;
  checkpointEvery: number;
  batchesPerEpoch: number;
  /** Steps of all epochs: the length of schedules that end. */
  scheduleSteps: number;
  /** Steps after which the run ends. */
  totalSteps: number;
  schedule: ScheduleConfig;
  augmentation: TrainAugmentation;
}

/** Fills in defaults and checks everything that needs no model. */
export function resolveTrainOptions(options: TrainOptions): ResolvedTrainOptions {
  const {data, validation, preprocessing, augmentation = {}, schedule = {kind: 'constant'}} = options;
  const {batchSize = 128, epochs = 90, warmupSteps = 0, seed = 0, maxSteps} = options;
  const check = checksFor('train');
  check.integer('batchSize', batchSize, 1);
  check.integer('epochs', epochs, 1);
  check.integer('warmupSteps', warmupSteps);
  check.integer('seed', seed, -Infinity);
  if (maxSteps !== undefined) {
    check.integer('maxSteps', maxSteps, 1);
  }
  checkLabels('data', data, preprocessing.classes);
  if (validation !== undefined) {
    checkLabels('validation', validation, preprocessing.classes);
  }
  const batchesPerEpoch = Math.ceil(data.count / batchSize);
  const scheduleSteps = epochs * batchesPerEpoch;
  const {evaluateEvery = batchesPerEpoch, evaluationBatchSize = batchSize} = options;
  const {checkpointEvery = evaluateEvery} = options;
  return {
    batchSize,
    epochs,
    warmupSteps,
    seed,
    evaluateEvery: check.integer('evaluateEvery', evaluateEvery, 1),
    evaluationBatchSize: check.integer('evaluationBatchSize', evaluationBatchSize, 1),
    checkpointEvery: check.integer('checkpointEvery', checkpointEvery, 1),
    batchesPerEpoch,
    scheduleSteps,
    totalSteps: Math.min(scheduleSteps, maxSteps ?? scheduleSteps),
    schedule,
    augmentation,
  };
}

/** What must not change when the run is resumed. */
export function runIdentity(
  {identity, data, validation, frozenFeatures}: TrainOptions,
  {seed, batchSize, evaluateEvery, warmupSteps, schedule, augmentation}: ResolvedTrainOptions,
  optimizer: tf.Optimizer,
  learningRate: number,
): RunIdentity {
  // The learning rate of the moment is the schedule's affair.
  const {learningRate: _now, ...optimizerConfig} = optimizer.getConfig();
  return {
    ...identity,
    seed,
    batchSize,
    evaluateEvery,
    warmupSteps,
    schedule,
    augmentation,
    learningRate,
    optimizer: optimizer.getClassName(),
    optimizerConfig,
    data: data.fingerprint,
    validation: validation?.fingerprint,
    ...(frozenFeatures === undefined
      ? {}
      : {frozenFeatures: {boundary: frozenFeatures.boundary, views: frozenFeatures.views ?? 1}}),
  };
}

function checkLabels(name: string, source: ImageSource, classes: readonly string[]): void {
  const fail = (problem: string, expected: string, received: string, fix: string): never => {
    throw new AlexNetError({code: 'bad-data', where: `train ${name}`, problem, expected, received, fix});
  };
  if (source.count === 0) {
    fail('there is no picture.', 'at least one', 'none', 'choose a folder that holds photos');
  }
  if (source.classes.join('\n') !== classes.join('\n')) {
    fail(
      'its classes are not those of the model.',
      classes.join(', '),
      source.classes.join(', '),
      'open the photos with {classes} set to those of the model, in that order',
    );
  }
  const unlabeled = source.labels.findIndex(label => label < 0 || label >= classes.length);
  if (unlabeled >= 0) {
    fail(
      'a picture has no label.',
      `labels from 0 to ${classes.length - 1}`,
      `${source.names[unlabeled] ?? ''}: label ${source.labels[unlabeled] ?? 0}`,
      'name the file after its class (cat.1.jpg), put it into a folder of its class, or remove it',
    );
  }
}
