import {createModel, resolvePreset} from '../models/create-model';
import {computeMean} from '../data/compute-mean';
import {makePreprocessing} from '../training/make-preprocessing';
import {makeOptimizer, startingLearningRate} from '../training/make-optimizer';
import {MemoryHistory, parseHistory} from '../training/history';
import {train} from '../training/train';
import type {CheckpointSink} from '../training/checkpoint';
import {checkpointsWithHistory} from './checkpoints-with-history';
import type {Network} from './current-network';
import type {CallContext} from './link/serve-calls';
import {sourceOfSquares} from './training-set';
import type {StoredRun} from './stored-run';
import type {TrainerEvent} from './trainer-events';
import type {TrainerReport, TrainerSettings} from './trainer-types';

/** Least time between two progress events: more of them only keep the receiving thread busy. */
const PROGRESS_EVERY_MS = 50;

/** Preset of a run that names none: small enough for any machine. */
const DEFAULT_PRESET = 'alexnet-mini';

/** Side of the squares that the network of these settings is trained on. */
export function squareSideOf({preset = DEFAULT_PRESET}: TrainerSettings): number {
  return resolvePreset(preset).preprocess.resizeShorterSide;
}

/** Options of {@link trainNetwork}. */
export interface TrainNetworkOptions extends CallContext {
  run: StoredRun;
  /** Receives the checkpoints; its last one is where a resumed run continues. */
  store?: CheckpointSink;
  resume: boolean;
}

/**
 * Builds the network of a run and trains it. The caller owns the network; if the training fails there is none. A
 * training that is stopped resolves, with `interrupted` in its report.
 */
export async function trainNetwork({
  run: {settings, data: squares, validation: validationSquares},
  store,
  resume,
  signal,
  emit,
}: TrainNetworkOptions): Promise<{network: Network; report: TrainerReport}> {
  const {classes, preset: named = DEFAULT_PRESET, seed = 1, optimizer: optimizerName, ...options} = settings;
  const preset = resolvePreset(named);
  const recipe = preset.train;
  const data = sourceOfSquares(squares, classes);
  const validation = validationSquares && sourceOfSquares(validationSquares, classes);
  const name = optimizerName ?? recipe.optimizer;
  const learningRate = startingLearningRate(name, options.learningRate, recipe);
  const send = (event: TrainerEvent): void => {
    emit(event);
  };
  let lastProgressMs = -Infinity;
  const history = new MemoryHistory();
  const optimizer = makeOptimizer(name, learningRate, recipe);
  const model = createModel(preset, {classes: classes.length, seed});
  try {
    const preprocessing = makePreprocessing({preset, statistics: await computeMean(data), classes});
    const report = await train(model, {
      schedule: recipe.schedule,
      warmupSteps: recipe.warmupSteps,
      batchSize: Math.max(1, Math.min(recipe.batchSize, Math.ceil(data.count / 4))),
      epochs: recipe.epochs,
      augmentation: recipe.augmentation,
      ...options,
      data,
      validation,
      preprocessing,
      optimizer,
      learningRate,
      seed,
      history,
      store: store && checkpointsWithHistory(store, history),
      resume,
      signal,
      onProgress: progress => {
        const now = performance.now();
        if (now - lastProgressMs >= PROGRESS_EVERY_MS || progress.step === progress.totalSteps) {
          lastProgressMs = now;
          send({kind: 'progress', progress});
        }
      },
      onEvaluation: (evaluation, isBest) => {
        send({kind: 'evaluation', evaluation, isBest});
      },
      onCheckpoint: step => {
        send({kind: 'checkpoint', step});
      },
      onWarning: message => {
        send({kind: 'warning', message});
      },
    });
    return {network: {model, preprocessing}, report: {...report, history: parseHistory(history.text)}};
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    optimizer.dispose();
    data.dispose();
    validation?.dispose();
  }
}
