import {getLearningRate} from '../callbacks/optimizer-learning-rate';
import {checksFor} from '../core/check';
import {requireFields, requirePreprocessing, requireSource} from '../core/structured-argument';
import type {ImageSource} from '../data/image-source';
import {AlexNetError} from '../errors';
import {momentumSGD} from '../optimizers/momentum-sgd';
import {MemoryHistory} from './history';
import type {FrozenFeaturesOptions, TrainOptions} from './train-options';

/** Options that have no default: where one is undefined, the run does without. */
type Optional = 'validation' | 'store' | 'signal' | 'onProgress' | 'onEvaluation' | 'onCheckpoint';

/** The options of a run after defaults and checks: all that the loop and its parts go by. */
export type ResolvedTrainOptions = Required<Omit<TrainOptions, Optional | 'maxSteps' | 'frozenFeatures'>> &
  Pick<TrainOptions, Optional> & {
    frozenFeatures: ResolvedFrozenFeatures | undefined;
    /** Steps per epoch. */
    batchesPerEpoch: number;
    /** Steps of all epochs: the length of schedules that end. */
    scheduleSteps: number;
    /** Steps after which the run ends. */
    totalSteps: number;
  };

/** {@link FrozenFeaturesOptions} with the views filled in. */
export type ResolvedFrozenFeatures = FrozenFeaturesOptions & Required<Pick<FrozenFeaturesOptions, 'views'>>;

/** Checks the options of `train` and fills in the defaults. An optimizer that it makes is the caller's to dispose. */
export function resolveTrainOptions(options: TrainOptions): ResolvedTrainOptions {
  requireFields('train', 'options', options, {
    what: 'the options of a training',
    fields: ['data'],
    fix: 'train(model, {data, validation, preprocessing, epochs: 10})',
  });
  const {data, validation, preprocessing, frozenFeatures, maxSteps} = options;
  requireSource('train', 'data', data);
  requirePreprocessing('train', options);
  checkLabels('data', data, preprocessing.classes);
  if (validation !== undefined) {
    checkLabels('validation', validation, preprocessing.classes);
  }
  const check = checksFor('train');
  const batchSize = check.integer('batchSize', options.batchSize ?? 128, 1);
  const epochs = check.integer('epochs', options.epochs ?? 90, 1);
  const batchesPerEpoch = Math.ceil(data.count / batchSize);
  const scheduleSteps = epochs * batchesPerEpoch;
  const evaluateEvery = check.integer('evaluateEvery', options.evaluateEvery ?? batchesPerEpoch, 1);
  const numbers = {
    batchSize,
    epochs,
    batchesPerEpoch,
    scheduleSteps,
    totalSteps:
      maxSteps === undefined
        ? scheduleSteps
        : Math.min(scheduleSteps, check.integer('maxSteps', maxSteps, 1)),
    evaluateEvery,
    evaluationBatchSize: check.integer('evaluationBatchSize', options.evaluationBatchSize ?? batchSize, 1),
    checkpointEvery: check.integer('checkpointEvery', options.checkpointEvery ?? evaluateEvery, 1),
    warmupSteps: check.integer('warmupSteps', options.warmupSteps ?? 0),
    seed: check.integer('seed', options.seed ?? 0, -Infinity),
  };
  // Last: an optimizer that is made here is to be disposed, and nothing fails after it.
  const optimizer = options.optimizer ?? momentumSGD();
  return {
    ...options,
    ...numbers,
    evaluateStart: options.evaluateStart ?? false,
    resume: options.resume ?? false,
    identity: options.identity ?? {},
    optimizer,
    learningRate: options.learningRate ?? getLearningRate(optimizer),
    schedule: options.schedule ?? {kind: 'constant'},
    augmentation: options.augmentation ?? {},
    frozenFeatures: frozenFeatures && {...frozenFeatures, views: frozenFeatures.views ?? 1},
    history: options.history ?? new MemoryHistory(),
    onWarning: options.onWarning ?? console.warn,
    now: options.now ?? (() => performance.now()),
  };
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
      classes.join(', '),
      source.classes.join(', '),
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
