import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {requireFields, requireList} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import type {RgbaPicture} from '../drawing/filter-grid';
import type {Link} from './link/link';
import {WorkerCalls, type CallOptions} from './link/worker-calls';
import {sendableImages} from './sendable-images';
import type {TrainerCalls, TrainerEvent} from './trainer-events';
import type {SentSet} from './training-set';
import type {
  CreateTrainerOptions,
  LabeledImages,
  TrainerBackend,
  TrainerExportFormat,
  TrainerImage,
  TrainerListeners,
  TrainerPrediction,
  TrainerReport,
  TrainerRun,
  TrainerTrainOptions,
} from './trainer-types';

/** A trainer in a worker; see `createTrainer`. Images that are passed to it move to the worker and are empty afterwards. */
export interface Trainer {
  readonly backend: TrainerBackend;
  /**
   * Trains a network. With `run` the training is saved: its images at the start, a checkpoint after each evaluation.
   *
   * Rejects with the reason of `signal` once a training that it stops is saved.
   */
  train(options: TrainerTrainOptions): Promise<TrainerReport>;
  /**
   * Continues a saved run from its last checkpoint, in this trainer or in one of a later session. It ends with the weights,
   * bit for bit, and the history of a run that was never stopped. A finished run is opened.
   */
  resume(run: string, listeners?: TrainerListeners): Promise<TrainerReport>;
  /** Predicts images with the network of the last training. `top`: how many classes per image, default 5. */
  predict(
    images: readonly TrainerImage[],
    options?: {top?: number; signal?: AbortSignal},
  ): Promise<TrainerPrediction[]>;
  /** The filters of the first convolution as an image, as in Figure 3 of the paper; undefined if the network has none. */
  filters(): Promise<{layer: string; picture: RgbaPicture} | undefined>;
  /**
   * The network as files, by name. Default format 'tfjs': a model directory, which `alexnet predict --model` and
   * `tf.loadLayersModel` open.
   */
  exportModel(format?: TrainerExportFormat): Promise<Record<string, Uint8Array>>;
  /** The saved runs. */
  listRuns(): Promise<TrainerRun[]>;
  /** Removes a saved run with its images and checkpoints. */
  removeRun(run: string): Promise<void>;
  /** Ends the worker. A training is stopped first, and saved if it has a name. */
  dispose(): Promise<void>;
}

const TRAINER_OPTIONS: KnownOptions<CreateTrainerOptions> = {
  backend: true,
  threads: true,
  wasmPath: true,
  folder: true,
  worker: true,
};

const TRAIN_OPTIONS: KnownOptions<TrainerTrainOptions> = {
  images: true,
  labels: true,
  names: true,
  classes: true,
  validation: true,
  preset: true,
  optimizer: true,
  learningRate: true,
  schedule: true,
  warmupSteps: true,
  batchSize: true,
  epochs: true,
  maxSteps: true,
  classWeights: true,
  patience: true,
  seed: true,
  evaluateEvery: true,
  checkpointEvery: true,
  augmentation: true,
  run: true,
  signal: true,
  onProgress: true,
  onEvaluation: true,
  onCheckpoint: true,
  onWarning: true,
};

/** Connects to a worker and makes it a trainer: the link `trainerMethods` are served. */
export async function makeTrainer(connect: () => Link, options: CreateTrainerOptions): Promise<Trainer> {
  checkOptions('createTrainer', options, TRAINER_OPTIONS, '{threads: 2}');
  const {backend: prefer, threads, wasmPath, folder} = options;
  if (threads !== undefined) {
    checksFor('createTrainer').integer('threads', threads, 1, 64);
  }
  const calls = new WorkerCalls(connect());
  const call = async <Name extends keyof TrainerCalls>(
    method: Name,
    args: TrainerCalls[Name][0],
    callOptions: CallOptions = {},
  ): Promise<TrainerCalls[Name][1]> => (await calls.call(method, args, callOptions)) as TrainerCalls[Name][1];
  const backend = await call('start', {backend: prefer, threads, wasmPath, folder}).catch(
    (error: unknown) => {
      calls.close();
      throw error;
    },
  );
  return {
    backend,
    train: async options => {
      checkOptions(
        'trainer.train',
        options,
        TRAIN_OPTIONS,
        "{images, labels, classes: ['cat', 'dog'], epochs: 10}",
      );
      const {images, labels, names, validation, run, ...rest} = options;
      const {signal, onProgress, onEvaluation, onCheckpoint, onWarning, ...settings} = rest;
      requireList('trainer.train', 'classes', settings.classes, {
        what: 'a list of names',
        fix: "classes: ['cat', 'dog']",
      });
      const args = {
        settings,
        data: sentSet('trainer.train', {images, labels, names}),
        validation: validation && sentSet('trainer.train validation', validation),
        run: run === undefined ? undefined : runName('trainer.train', run),
      };
      return call('train', args, listening({signal, onProgress, onEvaluation, onCheckpoint, onWarning}));
    },
    resume: async (run, listeners = {}) =>
      call('resume', {run: runName('trainer.resume', run)}, listening(listeners)),
    predict: async (images, {top = 5, signal} = {}) => {
      checksFor('trainer.predict').integer('top', top, 1);
      const sent = sendableImages('trainer.predict', images);
      return sent.length === 0 ? [] : call('predict', {images: sent, top}, {signal});
    },
    filters: () => call('filters', undefined),
    exportModel: (format = 'tfjs') => call('exportModel', {format}),
    listRuns: () => call('listRuns', undefined),
    removeRun: async run => {
      await call('removeRun', {run: runName('trainer.removeRun', run)});
    },
    dispose: async () => {
      // A worker that has ended has nothing to stop.
      await call('close', undefined).catch(() => undefined);
      calls.close();
    },
  };
}

function listening({signal, ...listeners}: TrainerListeners): CallOptions {
  const {onProgress, onEvaluation, onCheckpoint, onWarning = console.warn} = listeners;
  return {
    signal,
    onEvent: event => {
      const received = event as TrainerEvent;
      switch (received.kind) {
        case 'progress':
          onProgress?.(received.progress);
          break;
        case 'evaluation':
          onEvaluation?.(received.evaluation, received.isBest);
          break;
        case 'checkpoint':
          onCheckpoint?.(received.step);
          break;
        case 'warning':
          onWarning(received.message);
          break;
      }
    },
  };
}

function sentSet(where: string, set: LabeledImages): SentSet {
  requireFields(where, 'images', set, {
    what: 'labeled images',
    fields: ['images', 'labels'],
    fix: '{images: [image, …], labels: [0, …]}',
  });
  const images = sendableImages(where, set.images);
  const labels = Array.from(set.labels);
  const names = set.names === undefined ? images.map((_, at) => String(at)) : [...set.names];
  if (images.length !== labels.length || names.length !== labels.length) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'there is not one label and one name per image.',
      expected: `${images.length} labels, and as many names or none`,
      received: `${labels.length} labels, ${names.length} names`,
      fix: 'pass one label per image, a position in the list of classes',
    });
  }
  return {images, labels, names};
}

/** The name of a run, which is the name of its folder. */
function runName(where: string, name: unknown): string {
  if (typeof name !== 'string' || !/^[\w-][\w. -]*$/.test(name)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'this is no name of a run.',
      expected: 'letters, digits, spaces, dots, - and _; no dot or space in front',
      received: `run = ${(JSON.stringify(name) as string | undefined) ?? 'undefined'}`,
      fix: "name it after its subject: run: 'cats-1'",
    });
  }
  return name;
}
