/** Trains a network on labeled photos. */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {
  computeMean,
  createModel,
  drawFilterGrid,
  firstFilters,
  freezeLayers,
  makePreprocessing,
  momentumSGD,
  predictImages,
  tensorSource,
  train,
  type ImageSource,
  type Preprocessing,
  type RgbaPicture,
} from 'tfjs-alexnet';
import {PRESETS, type Preset} from 'tfjs-alexnet/presets';
import type {Prediction, TrainEvent, TrainRequest, TrainingPhoto} from '../protocol';
import type {PhotoStore} from './photo-store';
import type {LoadedWeights} from './weights';

/** A network with its preprocessing. */
export interface Network {
  model: tfl.LayersModel;
  preprocessing: Preprocessing;
}

export interface TrainedNetwork extends Network {
  accuracy?: number;
  validationCount: number;
  seconds: number;
  isStopped: boolean;
}

/** Validation photos whose predictions are shown during training. */
const MAX_PREDICTED = 24;
/** Minimal time between two updates of the predictions; each update predicts all of these photos … */
const PREDICT_EVERY_MS = 2500;
/** … and all updates together take at most a tenth of the training time. */
const PREDICT_FRACTION = 0.1;
/** Minimal time between two progress events: more of them would only keep the page busy. */
const PROGRESS_EVERY_MS = 100;
/** The recipe for a new last layer on frozen features. */
const FEATURES_RECIPE = {learningRate: 0.01, weightDecay: 0.0005, batchSize: 16};
const SEED = 1;
/** Filters per row of the grid: as many as a phone can show … */
const COLUMNS = 8;
/** … with a gap that separates filters of only 3 × 3 pixels. */
const GAP_PX = 6;

export async function trainNetwork(
  request: TrainRequest,
  photos: PhotoStore,
  weights: LoadedWeights | undefined,
  emit: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<TrainedNetwork> {
  check(request, weights);
  const preset = presetOf(request, weights);
  const {classes} = request;
  const side = preset.preprocess.resizeShorterSide;
  emit({kind: 'note', text: 'Reading the photos …'});
  const part = (isValidation: boolean): TrainingPhoto[] =>
    request.photos.filter(photo => photo.isValidation === isValidation);
  const validationPhotos = part(true);
  const data = await sourceOf(part(false), side, classes, photos, signal);
  const validation =
    validationPhotos.length === 0
      ? undefined
      : await sourceOf(validationPhotos, side, classes, photos, signal);
  const preprocessing = makePreprocessing({preset, statistics: await computeMean(data), classes});
  const model = createModel(preset, {classes: classes.length, seed: SEED});
  const frozen = request.start === 'features' ? weights : undefined;
  try {
    if (frozen !== undefined) {
      emit({kind: 'note', text: 'Computing the features of each photo …'});
      await frozen.putInto(model);
      freezeLayers(model, frozen.boundary);
    }
    const network = {model, preprocessing};
    await emitFilters(network, emit);
    const recipe = frozen === undefined ? preset.train : {...preset.train, ...FEATURES_RECIPE};
    const optimizer = momentumSGD({
      learningRate: recipe.learningRate,
      momentum: recipe.momentum,
      weightDecay: recipe.weightDecay,
    });
    const look = predictionsOf(network, spread(validationPhotos, MAX_PREDICTED), side, classes, photos, emit);
    let lastProgressMs = 0;
    let nextPredictionsMs = 0;
    const batchSize = Math.max(1, Math.min(recipe.batchSize, Math.ceil(data.count / 4)));
    try {
      const report = await train(model, {
        data,
        ...(validation === undefined ? {} : {validation}),
        preprocessing,
        optimizer,
        schedule: {kind: 'cosine'},
        warmupSteps: frozen === undefined ? recipe.warmupSteps : 0,
        batchSize,
        epochs: request.epochs,
        seed: SEED,
        augmentation: frozen === undefined ? recipe.augmentation : {crop: false, flip: false, colorStddev: 0},
        ...(frozen === undefined ? {} : {frozenFeatures: {boundary: frozen.boundary, views: 2 as const}}),
        signal,
        onWarning: text => {
          emit({kind: 'note', text});
        },
        onProgress: ({step, totalSteps, loss, accuracy, secondsLeft, imagesPerSecond}) => {
          const now = performance.now();
          if (now - lastProgressMs >= PROGRESS_EVERY_MS || step === totalSteps) {
            lastProgressMs = now;
            emit({kind: 'progress', step, totalSteps, loss, accuracy, secondsLeft, imagesPerSecond});
          }
        },
        onEvaluation: async ({step, loss, accuracy}) => {
          emit({kind: 'evaluation', step, loss, accuracy});
          const begin = performance.now();
          if (begin >= nextPredictionsMs) {
            await look();
            await (frozen === undefined ? emitFilters(network, emit) : undefined);
            const end = performance.now();
            nextPredictionsMs = end + Math.max(PREDICT_EVERY_MS, (end - begin) / PREDICT_FRACTION);
          }
        },
      });
      if (report.steps === 0) {
        // Stopped before the first step: the previous network stays.
        signal.throwIfAborted();
      }
      await look();
      await emitFilters(network, emit);
      return {
        ...network,
        ...(report.last === undefined ? {} : {accuracy: report.last.accuracy}),
        validationCount: validationPhotos.length,
        seconds: report.seconds,
        isStopped: report.interrupted,
      };
    } finally {
      optimizer.dispose();
    }
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    data.dispose();
    validation?.dispose();
  }
}

/** At most `most` items, evenly spread: the list is ordered by class. */
function spread<T>(list: readonly T[], most: number): T[] {
  const every = Math.max(1, list.length / most);
  return list.filter((_, at) => Math.floor(at / every) !== Math.floor((at - 1) / every));
}

/** Throws if the request cannot lead to a useful training. */
function check({classes, photos, start}: TrainRequest, weights: LoadedWeights | undefined): void {
  const learned = photos.filter(({isValidation}) => !isValidation);
  if (learned.length === 0) {
    throw new Error('There are no training photos. Drop some into two or more classes.');
  }
  const empty = classes.filter((_, label) => !learned.some(photo => photo.label === label));
  if (classes.length < 2 || empty.length === classes.length - 1) {
    throw new Error(
      'All photos are of one class, but training needs at least two. Add photos to a second class.',
    );
  }
  const names = classes.map(name => name.trim());
  if (names.includes('') || new Set(names).size < names.length) {
    throw new Error('Every class needs its own name.');
  }
  if (empty.length > 0) {
    throw new Error(`There are no training photos of ${empty.join(', ')}. Add some, or remove the class.`);
  }
  if (start === 'features' && weights === undefined) {
    throw new Error('Choose a weight file first, or train from scratch.');
  }
}

function presetOf({start, preset}: TrainRequest, weights: LoadedWeights | undefined): Preset {
  const id = start === 'features' ? weights?.preset : preset;
  const found = PRESETS[id ?? ''];
  if (found === undefined) {
    throw new Error(`There is no network called ${String(id)}.`);
  }
  return found;
}

/** Photos as an image source of the library, all decoded in memory. */
async function sourceOf(
  list: readonly TrainingPhoto[],
  side: number,
  classes: string[],
  photos: PhotoStore,
  signal?: AbortSignal,
): Promise<ImageSource> {
  const size = side * side * 3;
  const bytes = new Uint8Array(list.length * size);
  for (const [at, {id}] of list.entries()) {
    signal?.throwIfAborted();
    bytes.set(await photos.square(id, side), at * size);
  }
  return tensorSource(
    bytes,
    list.map(({label}) => label),
    classes,
    {imageShape: [side, side, 3], names: list.map(({name}) => name)},
  );
}

/** Returns a function that predicts some photos with the current weights and emits the predictions. */
function predictionsOf(
  {model, preprocessing}: Network,
  list: readonly TrainingPhoto[],
  side: number,
  classes: string[],
  photos: PhotoStore,
  emit: (event: TrainEvent) => void,
): () => Promise<void> {
  return async () => {
    if (list.length === 0) {
      return;
    }
    const source = await sourceOf(list, side, classes, photos);
    const predicted = await predictImages(model, source, {preprocessing});
    source.dispose();
    const predictions: Prediction[] = predicted.map(({top}, at) => ({id: list[at]?.id ?? 0, top}));
    emit({kind: 'predictions', predictions});
  };
}

async function emitFilters(network: Network, emit: (event: TrainEvent) => void): Promise<void> {
  const drawn = await drawFilters(network);
  if (drawn !== undefined) {
    emit({kind: 'filters', ...drawn});
  }
}

/** The filters of the first convolution, as in Figure 3 of the paper. */
export async function drawFilters({
  model,
  preprocessing,
}: Network): Promise<{layer: string; picture: RgbaPicture} | undefined> {
  const filters = await firstFilters(model, preprocessing);
  if (filters === undefined) {
    return undefined;
  }
  const [height = 1] = filters.shape;
  const scale = Math.max(2, Math.round(40 / height));
  return {
    layer: filters.layer,
    picture: drawFilterGrid(filters, {
      scale,
      gapPx: GAP_PX,
      columns: COLUMNS,
      channelOrder: preprocessing.channelOrder,
    }),
  };
}

/** One photo as the network's input [1, height, width, channels]. */
export async function inputOf(
  transform: (images: tf.Tensor4D) => tf.Tensor4D,
  id: number,
  {preprocessing}: Network,
  photos: PhotoStore,
): Promise<tf.Tensor4D> {
  const side = preprocessing.resizeShorterSide;
  const square = await photos.square(id, side);
  return tf.tidy(() => transform(tf.tensor4d(square, [1, side, side, 3], 'int32')));
}
