import type * as tfl from '@tensorflow/tfjs-layers';
import type * as tf from '@tensorflow/tfjs-core';
import {createModel, resolvePreset} from '../models/create-model';
import {writeModelWeights} from '../models/model-weights';
import {traceModel} from '../models/trace-model';
import {computeMean} from '../data/compute-mean';
import type {TrainConfig} from '../presets/preset';
import {freezeLayers} from '../training/frozen/freeze-layers';
import {planFrozenFeatures} from '../training/frozen/plan-frozen-features';
import {makePreprocessing} from '../training/make-preprocessing';
import {makeOptimizer, startingLearningRate, type OptimizerName} from '../training/make-optimizer';
import {MemoryHistory, parseHistory} from '../training/history';
import {lastWeightedLayer, preprocessingOfStart} from '../training/starting-weights';
import {train} from '../training/train';
import type {FrozenFeaturesOptions} from '../training/train-options';
import {transferMultipliers, transferRecipe} from '../training/transfer-recipe';
import type {CheckpointSink} from '../training/checkpoint';
import {checkpointsWithHistory} from './checkpoints-with-history';
import type {Network} from './current-network';
import type {CallContext} from './link/serve-calls';
import {sourceOfSquares} from './training-set';
import {TrainingWatch, type Watched} from './training-watch';
import type {StoredRun} from './stored-run';
import type {TrainerEvent} from './trainer-events';
import type {TrainerReport, TrainerSettings} from './trainer-types';

/** Least time between two progress events: more of them only keep the receiving thread busy. */
const PROGRESS_EVERY_MS = 50;

/** Preset of a run that names none: small enough for any machine. */
const DEFAULT_PRESET = 'alexnet-mini';
/** Learning rate of pretrained layers, as a fraction of that of the last one. */
const OLD_LAYERS_RATE = 0.1;
/** Memory for the features of frozen layers: a worker shares that of its page. */
const FEATURE_BYTES = 2 ** 30;

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
  /** Whether `store` has a checkpoint, which holds all weights. Default false. */
  hasCheckpoint?: boolean;
  /** Default: nothing. */
  watched?: Watched;
}

/**
 * Builds the network of a run and trains it. The caller owns the network; if the training fails there is none. A
 * training that is stopped resolves, with `interrupted` in its report.
 */
export async function trainNetwork({
  run: {settings, data: squares, validation: validationSquares, start},
  store,
  resume,
  hasCheckpoint = false,
  watched = {predictions: false, filters: false},
  signal,
  emit,
}: TrainNetworkOptions): Promise<{network: Network; report: TrainerReport}> {
  const {
    classes,
    preset: named = DEFAULT_PRESET,
    seed = 1,
    optimizer: optimizerName,
    freeze,
    frozenViews = 2,
    ...options
  } = settings;
  const preset = resolvePreset(named);
  const recipe = start === undefined ? preset.train : transferRecipe(preset.train, start.hasNewLayer);
  const data = sourceOfSquares(squares, classes);
  const validation = validationSquares && sourceOfSquares(validationSquares, classes);
  const name = optimizerName ?? recipe.optimizer;
  const learningRate = startingLearningRate(name, options.learningRate, recipe);
  const send = (event: TrainerEvent): void => {
    emit(event);
  };
  const onWarning = (message: string): void => {
    send({kind: 'warning', message});
  };
  let lastProgressMs = -Infinity;
  const history = new MemoryHistory();
  const model = createModel(preset, {classes: classes.length, seed});
  let optimizer: tf.Optimizer | undefined;
  try {
    optimizer = optimizerOf(model, name, learningRate, recipe, start !== undefined);
    if (start !== undefined && !hasCheckpoint) {
      writeModelWeights(model, await start.arrays());
    }
    const frozenFeatures =
      freeze === undefined
        ? undefined
        : frozenFeaturesOf(model, freeze, {
            frozenViews,
            counts: [data.count, validation?.count ?? 0],
            onWarning,
            onProgress: (done, total) => {
              send({kind: 'preparing', preparing: {part: 'features', done, total}});
            },
          });
    const statistics = await computeMean(data, {signal});
    const preprocessing =
      start?.preprocessing === undefined
        ? makePreprocessing({preset, statistics, classes})
        : preprocessingOfStart(start.preprocessing, statistics, classes);
    const network: Network = {model, preprocessing, validation: validationSquares};
    const watch = new TrainingWatch(network, {watched, send});
    await watch.begin();
    const report = await train(model, {
      schedule: recipe.schedule,
      warmupSteps: recipe.warmupSteps,
      batchSize: Math.max(1, Math.min(recipe.batchSize, Math.ceil(data.count / 4))),
      epochs: recipe.epochs,
      augmentation: recipe.augmentation,
      evaluateStart: start !== undefined && !start.hasNewLayer,
      ...options,
      ...(frozenFeatures === undefined ? {} : {frozenFeatures}),
      ...(freeze === undefined ? {} : {identity: {freeze}}),
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
        return watch.afterEvaluation();
      },
      onCheckpoint: step => {
        send({kind: 'checkpoint', step});
      },
      onWarning,
    });
    if (report.steps > 0) {
      await watch.look();
    }
    return {network, report: {...report, history: parseHistory(history.text)}};
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    optimizer?.dispose();
    data.dispose();
    validation?.dispose();
  }
}

function optimizerOf(
  model: tfl.LayersModel,
  name: OptimizerName,
  learningRate: number,
  recipe: TrainConfig,
  isPretrained: boolean,
): tf.Optimizer {
  const multipliers =
    isPretrained && name === 'momentum'
      ? transferMultipliers(model, lastWeightedLayer(model), recipe, OLD_LAYERS_RATE)
      : recipe.multipliers;
  return makeOptimizer(name, learningRate, {...recipe, multipliers});
}

/** Freezes layers; returns how their output is computed once per image, where it is. */
function frozenFeaturesOf(
  model: tfl.LayersModel,
  freeze: string | true,
  options: {
    frozenViews: NonNullable<TrainerSettings['frozenViews']>;
    counts: readonly [training: number, validation: number];
    onWarning: (message: string) => void;
    onProgress: (done: number, total: number) => void;
  },
): FrozenFeaturesOptions | undefined {
  const {frozenViews, counts, onWarning, onProgress} = options;
  if (freezeLayers(model, freeze === true ? beforeLast(model) : freeze).length === 0) {
    onWarning(`freeze "${String(freeze)}": no layer up to there has weights, so nothing is frozen.`);
    return undefined;
  }
  const plan = planFrozenFeatures(model, {
    trainingCount: counts[0],
    validationCount: counts[1],
    views: frozenViews,
    featureBytes: FEATURE_BYTES,
    onNote: () => undefined,
    onWarning,
  });
  return plan && {...plan, onProgress};
}

/** The layer that feeds the last one with weights. */
function beforeLast(model: tfl.LayersModel): string {
  const last = lastWeightedLayer(model);
  return traceModel(model).find(({name}) => name === last)?.inputs[0] ?? last;
}
