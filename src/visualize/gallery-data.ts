import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {evaluationTransform} from '../augmentation/batch-transform';
import {checksFor} from '../core/check';
import type {Preprocessing} from '../core/preprocessing';
import {requireModel} from '../models/require-model';
import {requirePreprocessing} from '../augmentation/require-preprocessing';
import {requireSource} from '../data/require-source';
import type {ImageSource} from '../data/image-source';
import {confusionMatrix} from '../evaluation/confusion-matrix';
import {extractFeatures} from '../evaluation/extract-features';
import {nearestRows, neighborAgreement} from '../evaluation/nearest-rows';
import {predictImages, type ImagePrediction} from '../evaluation/predict-images';
import {firstFilters} from '../models/first-filters';
import type {ReportData, ReportPhoto} from '../runs/report-data';
import {activationMaps, type ActivationMaps} from './activation-maps';
import {occlusionMap, type OcclusionMap} from './occlusion-map';

/** Options of {@link gatherGallery}. */
export interface GatherGalleryOptions {
  preprocessing: Preprocessing;
  /** Number of photos shown with predictions and neighbors, evenly spread over the source. 1 to 64. Default 8, as in Figure 4. */
  photos?: number;
  /** Number of neighbors of each photo. 1 to 32. Default 6, as in Figure 4. */
  neighbors?: number;
  /** Layer whose features measure the distance of two photos. Default: see {@link featureLayer}. */
  layer?: string;
  /** Images per batch. ≥ 1. Default 32. */
  batchSize?: number;
  signal?: AbortSignal;
  /** Called with the progress of each part. */
  onProgress?: (task: string, done: number, count: number) => void;
}

/** One row of Figure 4: a photo and its nearest photos. */
export interface NeighborRow {
  query: ReportPhoto;
  neighbors: (ReportPhoto & {distance: number})[];
}

/** The data of the figures of a model. Plain data. */
export interface GalleryData {
  classes: string[];
  /** Number of photos in the source. */
  count: number;
  /** Number of photos labeled with a class of the model, and the accuracy on them; undefined without any. */
  accuracy?: {count: number; top1: number; top5: number; confusion: number[][]};
  firstFilters?: ReportData['firstFilters'];
  /** Some photos with their five best predictions. */
  predictions: ReportPhoto[];
  nearest: {
    layer: string;
    /** Fraction of neighbors with the same label as the photo, over at most 500 labeled photos; NaN without labels. */
    agreement: number;
    rows: NeighborRow[];
  };
  /** Feature maps of the convolutions for one photo. */
  activations: {photo: ReportPhoto; maps: ActivationMaps[]};
  /** Occlusion sensitivity of some photos. */
  occlusions: {photo: ReportPhoto; map: OcclusionMap}[];
}

/** Maximal number of photos and neighbors: more would make images too large to open. */
const MAX_PHOTOS = 64;
const MAX_NEIGHBORS = 32;
/** Maximal number of layers whose feature maps are shown: the first, the last, and some evenly between. */
const MAX_MAPS = 5;
/** Maximal number of photos whose neighbors' labels are compared: the time grows with this number times that of all photos. */
const MAX_ASKED = 500;
/** Number of photos with an occlusion map: each takes about a hundred forward passes. */
const MAX_OCCLUSIONS = 4;

/**
 * Computes the data of the figures of a model from the photos of a source: predictions, nearest photos, feature maps and
 * occlusion sensitivity. The photos are evenly spread over the source, the same each time.
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), Figures 3 and 4.
 */
export async function gatherGallery(
  model: tfl.LayersModel,
  source: ImageSource,
  options: GatherGalleryOptions,
): Promise<GalleryData> {
  requireModel('gatherGallery', model);
  requireSource('gatherGallery', 'source', source);
  requirePreprocessing('gatherGallery', options);
  const {preprocessing, photos = 8, neighbors = 6, batchSize = 32, signal, onProgress} = options;
  const check = checksFor('gatherGallery');
  check.integer('photos', photos, 1, MAX_PHOTOS);
  check.integer('neighbors', neighbors, 1, MAX_NEIGHBORS);
  const layer = options.layer ?? featureLayer(model);
  const during = (task: string) => (done: number, count: number) => onProgress?.(task, done, count);
  const common = {preprocessing, batchSize, signal};
  const predicted = await predictImages(model, source, {...common, onProgress: during('predicting')});
  const features = await extractFeatures(model, source, {
    ...common,
    layer,
    averagePlaces: true,
    onProgress: during('comparing'),
  });
  const labels = modelLabels(source, preprocessing.classes);
  const show = async (index: number): Promise<ReportPhoto> => ({
    name: source.names[index] ?? '',
    label: labels[index] ?? -1,
    top: predicted[index]?.top ?? [],
    pixels: await source.read([index]),
    side: source.imageShape[0],
  });
  const chosen = spread(source.count, photos);
  const predictions = await Promise.all(chosen.map(show));
  const rows = await Promise.all(
    chosen.map(async (index, i) => ({
      query: predictions[i] ?? (await show(index)),
      neighbors: await Promise.all(
        source.count === 1
          ? []
          : nearestRows(features, index, neighbors).map(async near => ({
              ...(await show(near.index)),
              distance: near.distance,
            })),
      ),
    })),
  );
  const first = predictions[0] ?? (await show(0));
  const transform = evaluationTransform(preprocessing);
  const inputOf = ({pixels}: ReportPhoto): tf.Tensor4D =>
    tf.tidy(() => transform(tf.tensor4d(pixels, [1, ...source.imageShape], 'int32')));
  const maps: ActivationMaps[] = [];
  const input = inputOf(first);
  for (const name of mapLayers(model)) {
    signal?.throwIfAborted();
    maps.push(await activationMaps(model, name, input));
  }
  input.dispose();
  const occlusions: GalleryData['occlusions'] = [];
  const taken = spread(predictions.length, MAX_OCCLUSIONS).flatMap(at => predictions[at] ?? []);
  for (const [i, photo] of taken.entries()) {
    const covered = inputOf(photo);
    const map = await occlusionMap(model, covered, {batchSize, signal});
    covered.dispose();
    occlusions.push({photo, map});
    during('occlusion maps')(i + 1, taken.length);
  }
  return {
    classes: [...preprocessing.classes],
    count: source.count,
    ...accuracyOf(predicted, labels, preprocessing.classes.length),
    firstFilters: await firstFilters(model, preprocessing),
    predictions,
    nearest: {
      layer,
      agreement:
        source.count === 1
          ? Number.NaN
          : neighborAgreement(features, labels, neighbors, spread(source.count, MAX_ASKED)),
      rows,
    },
    activations: {photo: first, maps},
    occlusions,
  };
}

/**
 * The default layer for comparing photos: `fc7`, as in the paper (section 6.1), else the input of the
 * last layer with weights.
 */
export function featureLayer(model: tfl.LayersModel): string {
  if (model.layers.some(({name}) => name === 'fc7')) {
    return 'fc7';
  }
  const last = model.layers.map(({weights}) => weights.length > 0).lastIndexOf(true);
  const input = model.layers[last]?.input as tfl.SymbolicTensor | undefined;
  return input?.sourceLayer.name ?? model.layers[0]?.name ?? '';
}

/** Names of the first and the last convolution, and some evenly between. */
function mapLayers(model: tfl.LayersModel): string[] {
  const convolutions = model.layers.filter(
    ({weights, outputShape}) =>
      weights.some(({shape}) => shape.length === 4) && outputShape.length === 4 && outputShape[1] !== 1,
  );
  return spread(convolutions.length, MAX_MAPS).map(i => convolutions[i]?.name ?? '');
}

/** Positions evenly spread from the first to the last; all of them if there are few. */
function spread(count: number, wanted: number): number[] {
  const chosen = Math.min(count, wanted);
  return Array.from({length: chosen}, (_, i) =>
    chosen === 1 ? 0 : Math.round((i * (count - 1)) / (chosen - 1)),
  );
}

/** The position of each image's class in the model's classes; −1 if the model has no such class. */
function modelLabels(source: ImageSource, classes: readonly string[]): number[] {
  return Array.from(source.labels, label => classes.indexOf(source.classes[label] ?? ''));
}

function accuracyOf(
  predictions: readonly ImagePrediction[],
  labels: readonly number[],
  classes: number,
): Pick<GalleryData, 'accuracy'> {
  const known = predictions
    .map(({top}, i) => ({label: labels[i] ?? -1, indices: top.map(({index}) => index)}))
    .filter(({label}) => label >= 0);
  if (known.length === 0) {
    return {};
  }
  const accuracyAt = (among: number): number =>
    known.filter(({label, indices}) => indices.slice(0, among).includes(label)).length / known.length;
  const confusion = confusionMatrix(
    known.map(({label}) => label),
    known.map(({indices}) => indices[0] ?? -1),
    classes,
  );
  return {accuracy: {count: known.length, top1: accuracyAt(1), top5: accuracyAt(5), confusion}};
}
