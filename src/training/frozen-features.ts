/**
 * Training on the output of frozen layers, which is computed once.
 *
 * What a frozen part of a network says of a picture is the same in every epoch, as long as the picture is. So training
 * that leaves it alone needs it once per picture: the epochs cost what the layers behind it cost. The price is that
 * pictures cannot be varied at random; there is a fixed number of views instead, of which each step draws one. Dropout in
 * the frozen part is off, as it is in use.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {evaluationTransform, pixelTransform} from '../augmentation/batch-transform';
import {cropImages} from '../augmentation/crop-window';
import {tenCrop} from '../augmentation/ten-crop';
import {countOf} from '../core/named-array';
import {nextTurn} from '../core/next-turn';
import type {Preprocessing} from '../core/preprocessing';
import {RandomStream} from '../core/random';
import type {ImageSource} from '../data/image-source';
import {runBatches} from '../evaluation/run-batches';
import {logProbabilities, type LogProbabilities} from '../evaluation/log-probabilities';
import {featureExtractor} from '../models/feature-extractor';
import type {ResolvedTrainOptions, TrainOptions} from './train-options';
import type {TrainingInput} from './training-input';

/** How many views of a picture are kept: its center; that and its mirror image; the corners too, as in `tenCrop`. */
export type FrozenViews = 1 | 2 | 10;

/** What a cut network is trained on. */
export interface FrozenFeaturesOptions {
  /** The last layer that never changes; see `frozenBoundary`. */
  boundary: string;
  /** Default 1. */
  views?: FrozenViews;
  /** Hears how many pictures have passed through the frozen part. */
  onProgress?: (done: number, total: number) => void;
}

/** Bytes that the features of so many pictures take. */
export function frozenFeatureBytes(
  model: tfl.LayersModel,
  boundary: string,
  pictures: number,
  views: FrozenViews,
): number {
  return 4 * pictures * views * countOf(featureShape(model, boundary));
}

/** Passes all pictures through the frozen part, once, and gives the rest of the network to train. */
export function frozenInput(
  model: tfl.LayersModel,
  options: TrainOptions,
  {seed, evaluationBatchSize}: ResolvedTrainOptions,
  {boundary, views = 1, onProgress}: FrozenFeaturesOptions,
): TrainingInput {
  const {data, validation, preprocessing, signal} = options;
  const total = data.count + (validation?.count ?? 0);
  const compute = (source: ImageSource, of: FrozenViews, before: number): Promise<Float32Array[]> =>
    computeFeatures(model, source, {
      boundary,
      preprocessing,
      views: of,
      batchSize: evaluationBatchSize,
      signal,
      onProgress: done => onProgress?.(before + done, total),
    });
  let features: Float32Array[] = [];
  let heldOut: Float32Array[] = [];
  const shape = featureShape(model, boundary);
  const head = logProbabilities(model, {behind: boundary});
  return {
    head,
    prepare: async () => {
      features = await compute(data, views, 0);
      heldOut = validation === undefined ? [] : await compute(validation, 1, data.count);
    },
    read: () => Promise.resolve(new Uint8Array(0)),
    tensor: (_, {epoch, indices}) =>
      stack(
        Array.from(indices, index => {
          const view = RandomStream.derive(seed, 'view', epoch, index).integer(views);
          return features[index * views + view];
        }),
        shape,
      ),
    evaluate: stop =>
      scoreFeatures(head, heldOut, shape, validation?.labels ?? [], evaluationBatchSize, stop),
  };
}

function featureShape(model: tfl.LayersModel, boundary: string): number[] {
  const {shape} = model.getLayer(boundary).output as tfl.SymbolicTensor;
  return shape.slice(1).map(Number);
}

interface ComputeArgs {
  boundary: string;
  preprocessing: Preprocessing;
  views: FrozenViews;
  batchSize: number;
  signal: AbortSignal | undefined;
  onProgress: (done: number) => void;
}

/** One array per view: those of picture i at i · views. */
async function computeFeatures(
  model: tfl.LayersModel,
  source: ImageSource,
  {boundary, preprocessing, views, batchSize, signal, onProgress}: ComputeArgs,
): Promise<Float32Array[]> {
  const extractor = featureExtractor(model, boundary);
  const size = countOf(featureShape(model, boundary));
  const toViews = viewTransform(preprocessing, views);
  const features: Float32Array[] = [];
  const imagesPerBatch = Math.max(1, Math.floor(batchSize / views));
  const batches = runBatches(
    source,
    {batchSize: imagesPerBatch, signal, onProgress},
    images => extractor.predict(toViews(images)) as tf.Tensor,
  );
  for await (const {count, data} of batches) {
    for (let i = 0; i < count * views; i++) {
      features.push(data.slice(i * size, (i + 1) * size));
    }
  }
  return features;
}

/** Pictures to network input, all views of a picture behind one another. */
function viewTransform(
  preprocessing: Preprocessing,
  views: FrozenViews,
): (images: tf.Tensor4D) => tf.Tensor4D {
  const center = evaluationTransform(preprocessing);
  if (views === 1) {
    return center;
  }
  const [height, width, channels] = preprocessing.inputShape;
  if (views === 2) {
    return images => {
      const plain = center(images);
      const mirrored = cropImages(plain, [{top: 0, left: 0, height, width, mirrored: true}]);
      return tf.reshape(tf.stack([plain, mirrored], 1), [-1, height, width, channels]);
    };
  }
  const toPixels = pixelTransform(preprocessing);
  return images => tenCrop(toPixels(images), [height, width]);
}

function stack(rows: readonly (Float32Array | undefined)[], shape: readonly number[]): tf.Tensor {
  const size = countOf(shape);
  const values = new Float32Array(rows.length * size);
  rows.forEach((row, i) => {
    if (row === undefined) {
      throw new Error('internal: a picture has no features; please report this');
    }
    values.set(row, i * size);
  });
  return tf.tensor(values, [rows.length, ...shape]);
}

/** Accuracy (of equal scores the first class) and mean cross-entropy, as `evaluateModel` has them. */
async function scoreFeatures(
  head: LogProbabilities,
  features: readonly Float32Array[],
  shape: readonly number[],
  labels: ArrayLike<number>,
  batchSize: number,
  signal: AbortSignal | undefined,
): Promise<{accuracy: number; loss: number}> {
  let [correct, loss] = [0, 0];
  for (let start = 0; start < features.length; start += batchSize) {
    signal?.throwIfAborted();
    const rows = features.slice(start, start + batchSize);
    const output = tf.tidy(() => head.apply(stack(rows, shape)));
    const log = await output.data();
    output.dispose();
    rows.forEach((_, i) => {
      const label = labels[start + i] ?? -1;
      const row = log.subarray(i * head.classes, (i + 1) * head.classes);
      let best = 0;
      row.forEach((value, c) => {
        best = value > (row[best] ?? 0) ? c : best;
      });
      correct += best === label ? 1 : 0;
      loss -= row[label] ?? Number.NaN;
    });
    await nextTurn();
  }
  return {accuracy: correct / features.length, loss: loss / features.length};
}
