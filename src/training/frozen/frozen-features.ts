/**
 * Training on the features of frozen layers, which are computed once.
 *
 * The frozen layers have the same output for an image in every epoch, as long as the image is the same. So it is computed
 * once per image, and an epoch costs no more than the layers behind it. The price: images cannot be augmented at random.
 * There is a fixed number of views instead, of which each step draws one. Dropout in the frozen layers is off, as it is
 * in prediction.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {evaluationTransform, pixelTransform} from '../../augmentation/batch-transform';
import {cropImages} from '../../augmentation/crop-window';
import {tenCrop} from '../../augmentation/ten-crop';
import {countOf} from '../../core/named-array';
import type {Preprocessing} from '../../core/preprocessing';
import {RandomStream} from '../../core/random';
import type {ImageSource} from '../../data/image-source';
import {readBatches} from '../../data/read-batches';
import {logProbabilities, type LogProbabilities} from '../../evaluation/log-probabilities';
import {runBatches} from '../../evaluation/run-batches';
import {scoreBatch} from '../../evaluation/score-batch';
import {featureExtractor} from '../../models/feature-extractor';
import type {ResolvedFrozenFeatures, ResolvedTrainOptions} from '../resolve-train-options';
import type {FrozenViews} from '../train-options';
import type {TrainingInput, ValidationScore} from '../training-input';

/** Bytes that the features of so many images take. */
export function frozenFeatureBytes(
  model: tfl.LayersModel,
  boundary: string,
  images: number,
  views: FrozenViews,
): number {
  return 4 * images * views * countOf(featureShape(model, boundary));
}

/** Computes the features of all images once and trains the layers behind them. */
export function frozenInput(
  model: tfl.LayersModel,
  {boundary, views, onProgress}: ResolvedFrozenFeatures,
  {data, validation, preprocessing, seed, evaluationBatchSize, signal}: ResolvedTrainOptions,
): TrainingInput {
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
  let trainingFeatures: Float32Array[] = [];
  let validationFeatures: Float32Array[] = [];
  const shape = featureShape(model, boundary);
  const head = logProbabilities(model, {behind: boundary});
  return {
    head,
    waitedMs: 0,
    prepare: async () => {
      trainingFeatures = await compute(data, views, 0);
      validationFeatures = validation === undefined ? [] : await compute(validation, 1, data.count);
    },
    batch: ({epoch, indices}) => {
      const rows = Array.from(indices, index => {
        const view = RandomStream.derive(seed, 'view', epoch, index).integer(views);
        return trainingFeatures[index * views + view];
      });
      return Promise.resolve(stackRows(rows, shape));
    },
    evaluate:
      validation &&
      (stop =>
        scoreFeatures(head, validationFeatures, {
          shape,
          labels: validation.labels,
          batchSize: evaluationBatchSize,
          signal: stop,
        })),
    close: () => Promise.resolve(),
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

/** One feature vector per view; those of image i begin at i · views. */
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

/** From images to network input: all views of an image, one after the other. */
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

function stackRows(rows: readonly (Float32Array | undefined)[], shape: readonly number[]): tf.Tensor {
  const size = countOf(shape);
  const values = new Float32Array(rows.length * size);
  rows.forEach((row, i) => {
    if (row === undefined) {
      throw new Error('internal: an image has no features; please report this');
    }
    values.set(row, i * size);
  });
  return tf.tensor(values, [rows.length, ...shape]);
}

interface ScoreArgs {
  shape: readonly number[];
  labels: Int32Array;
  batchSize: number;
  signal: AbortSignal | undefined;
}

/** Accuracy and mean cross-entropy, equal to those of `evaluateModel`. */
async function scoreFeatures(
  head: LogProbabilities,
  features: readonly Float32Array[],
  {shape, labels, batchSize, signal}: ScoreArgs,
): Promise<ValidationScore> {
  const source = {
    count: features.length,
    read: (indices: ArrayLike<number>) => Promise.resolve(Array.from(indices, index => features[index])),
  };
  let [correct, loss] = [0, 0];
  for await (const {start, count, data: rows} of readBatches(source, {batchSize, signal})) {
    const output = tf.tidy(() => head.apply(stackRows(rows, shape)));
    try {
      const score = scoreBatch(await output.data(), labels.subarray(start, start + count), head.classes);
      correct += score.correct;
      loss += score.loss;
    } finally {
      output.dispose();
    }
  }
  return {accuracy: correct / features.length, loss: loss / features.length};
}
