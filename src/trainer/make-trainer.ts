import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {requireList} from '../core/structured-argument';
import type {Link} from './link/link';
import {WorkerCalls, type CallOptions} from './link/worker-calls';
import {runName, sentImage, sentModel, sentSet, sentWeights} from './sendable-arguments';
import {sendableImages} from './sendable-images';
import type {Trainer} from './trainer';
import type {TrainerCalls, TrainerEvent} from './trainer-events';
import type {TrainerActivationsOptions} from './network-types';
import type {CreateTrainerOptions, TrainerListeners, TrainerTrainOptions} from './trainer-types';

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
  labelSmoothing: true,
  averageDecay: true,
  mixup: true,
  cutmix: true,
  patience: true,
  seed: true,
  evaluateEvery: true,
  checkpointEvery: true,
  augmentation: true,
  freeze: true,
  frozenViews: true,
  weights: true,
  mirror: true,
  run: true,
  signal: true,
  onProgress: true,
  onEvaluation: true,
  onCheckpoint: true,
  onWarning: true,
  onPreparing: true,
  onPredictions: true,
  onFilters: true,
};

const ACTIVATIONS_OPTIONS: KnownOptions<TrainerActivationsOptions> = {
  maxChannels: true,
  columns: true,
  mapPx: true,
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
  let backend = await call('start', {backend: prefer, threads, wasmPath, folder}).catch((error: unknown) => {
    calls.close();
    throw error;
  });
  return {
    get backend() {
      return backend;
    },
    setBackend: async (name, {threads: number, wasmPath: path} = {}) => {
      checksFor('trainer.setBackend').text('backend', name);
      backend = await call('setBackend', {backend: name, threads: number, wasmPath: path});
      return backend;
    },
    train: async options => {
      checkOptions(
        'trainer.train',
        options,
        TRAIN_OPTIONS,
        "{images, labels, classes: ['cat', 'dog'], epochs: 10}",
      );
      const {images, labels, names, validation, weights, mirror, run, ...rest} = options;
      const {signal, onProgress, onEvaluation, onCheckpoint, onWarning, ...others} = rest;
      const {onPreparing, onPredictions, onFilters, ...settings} = others;
      const listeners = {signal, onProgress, onEvaluation, onCheckpoint, onWarning};
      requireList('trainer.train', 'classes', settings.classes, {
        what: 'a list of names',
        fix: "classes: ['cat', 'dog']",
      });
      const args: TrainerCalls['train'][0] = {
        settings,
        data: sentSet('trainer.train', {images, labels, names}),
        validation: validation && sentSet('trainer.train validation', validation),
        weights: weights === undefined ? undefined : sentWeights('trainer.train', weights, mirror),
        run: run === undefined ? undefined : runName('trainer.train', run),
        watched: {predictions: onPredictions !== undefined, filters: onFilters !== undefined},
      };
      return call('train', args, listening({...listeners, onPreparing, onPredictions, onFilters}));
    },
    resume: async (run, listeners = {}) => {
      const {onPredictions, onFilters} = listeners;
      const watched = {predictions: onPredictions !== undefined, filters: onFilters !== undefined};
      return call('resume', {run: runName('trainer.resume', run), watched}, listening(listeners));
    },
    stop: async () => {
      await call('stop', undefined);
    },
    inspectWeights: async (weights, {preset, mirror, retries, signal, onPreparing} = {}) =>
      call(
        'inspectWeights',
        {...sentWeights('trainer.inspectWeights', weights, mirror), preset, retries},
        listening({signal, onPreparing}),
      ),
    predict: async (images, {top = 5, signal} = {}) => {
      checksFor('trainer.predict').integer('top', top, 1);
      const sent = sendableImages('trainer.predict', images);
      return sent.length === 0 ? [] : call('predict', {images: sent, top}, {signal});
    },
    evaluate: async (images, {signal} = {}) =>
      call('evaluate', {data: images && sentSet('trainer.evaluate', images)}, {signal}),
    network: () => call('network', undefined),
    filters: () => call('filters', undefined),
    activations: async (image, layer, options = {}) => {
      checkOptions('trainer.activations', options, ACTIVATIONS_OPTIONS, '{columns: 8}');
      return call('activations', {image: sentImage('trainer.activations', image), layer, options});
    },
    occlusion: async (image, {signal, onProgress} = {}) =>
      call(
        'occlusion',
        {image: sentImage('trainer.occlusion', image)},
        {
          signal,
          onEvent: event => {
            const {done, total} = event as TrainerEvent & {kind: 'done'};
            onProgress?.(done, total);
          },
        },
      ),
    openModel: async model => call('openModel', sentModel(model)),
    exportModel: (format = 'tfjs') => call('exportModel', {format}),
    listRuns: () => call('listRuns', undefined),
    readRun: async run => call('readRun', {run: runName('trainer.readRun', run)}),
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

function listening({signal, onWarning = console.warn, ...listeners}: TrainerListeners): CallOptions {
  const {onProgress, onEvaluation, onCheckpoint, onPreparing, onPredictions, onFilters} = listeners;
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
        case 'preparing':
          onPreparing?.(received.preparing);
          break;
        case 'predictions':
          onPredictions?.(received.predictions);
          break;
        case 'filters':
          onFilters?.(received.filters);
          break;
        case 'done':
          break;
      }
    },
  };
}
