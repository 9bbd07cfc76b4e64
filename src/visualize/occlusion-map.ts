import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import type {RgbaPicture} from '../drawing/filter-grid';
import {nextTurn} from '../core/next-turn';
import {requireFields} from '../core/structured-argument';
import {IMAGE_INPUT, requireModel} from '../models/require-model';
import {AlexNetError} from '../errors';
import {logProbabilities} from '../evaluation/log-probabilities';

/** Smallest loss of probability that contrast `map` draws in full red. */
const MIN_CONTRAST = 0.05;

/** Options of {@link occlusionMap}. */
export interface OcclusionMapOptions {
  /** Class whose probability is measured. Default: the predicted class of the image. */
  classIndex?: number;
  /** Side of the patch. ≥ 1. Default: a fifth of the shorter side. */
  patchPx?: number;
  /** Distance of two positions of the patch in pixels. ≥ 1. Default: half of patchPx. */
  stridePx?: number;
  /** Covered images per batch. ≥ 1. Default 32. */
  batchSize?: number;
  /** Stops between two batches and rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called with the number of finished positions. */
  onProgress?: (done: number, count: number) => void;
}

/** The occlusion sensitivity of a prediction. */
export interface OcclusionMap {
  /** The class whose probability was measured. */
  classIndex: number;
  /** Its probability with nothing covered. */
  probability: number;
  /** Number of positions of the patch, [rows, columns]. */
  shape: [number, number];
  /** Its probability with the patch at each position, rows first. */
  data: Float32Array;
  /** [height, width] of the network's input. */
  inputSize: [number, number];
  patchPx: number;
  stridePx: number;
}

/**
 * Computes the occlusion sensitivity of a prediction: a patch of zeros (the mean color after the mean subtraction) moves
 * over the image. A position matters for the prediction if covering it lowers the probability of the class.
 *
 * The patch is centered on the points of a grid with distance stridePx that starts at pixel 0, and is clipped at the edges.
 *
 * @param input network input [1, height, width, channels]; the caller keeps it.
 *
 * @example
 * const map = await occlusionMap(model, input); // map.data: low where the patch matters
 * const overlay = drawOcclusionMap(map, {width: 227, height: 227});
 * @see Zeiler, Fergus (2014), Visualizing and understanding convolutional networks, section 4.2.
 */
export async function occlusionMap(
  model: tfl.LayersModel,
  input: tf.Tensor4D,
  options: OcclusionMapOptions = {},
): Promise<OcclusionMap> {
  requireModel('occlusionMap', model);
  requireFields('occlusionMap', 'input', input, IMAGE_INPUT);
  const check = checksFor('occlusionMap');
  const [count, height, width] = input.shape;
  if (input.rank !== 4 || count !== 1) {
    throw new AlexNetError({
      code: 'bad-shape',
      where: 'occlusionMap',
      problem: 'this is not one image.',
      expected: 'input [1, height, width, channels]',
      received: show(input.shape),
      fix: 'pass the input of one image: tf.slice(inputs, [index, 0, 0, 0], [1, -1, -1, -1])',
    });
  }
  const {batchSize = 32, signal, onProgress} = options;
  const patchPx = options.patchPx ?? Math.max(1, Math.round(Math.min(height, width) / 5));
  const stridePx = options.stridePx ?? Math.max(1, Math.floor(patchPx / 2));
  check.integer('patchPx', patchPx, 1);
  check.integer('stridePx', stridePx, 1);
  check.integer('batchSize', batchSize, 1);
  const head = logProbabilities(model);
  const whole = await probabilitiesOf(head.apply(input));
  const classIndex = check.integer(
    'classIndex',
    options.classIndex ?? whole.indexOf(Math.max(...whole)),
    0,
    head.classes - 1,
  );
  const rows = Math.ceil(height / stridePx);
  const columns = Math.ceil(width / stridePx);
  const data = new Float32Array(rows * columns);
  for (let first = 0; first < data.length; first += batchSize) {
    signal?.throwIfAborted();
    const places = Array.from({length: Math.min(batchSize, data.length - first)}, (_, i) => ({
      top: Math.floor((first + i) / columns) * stridePx - Math.floor(patchPx / 2),
      left: ((first + i) % columns) * stridePx - Math.floor(patchPx / 2),
    }));
    const output = tf.tidy(() => head.apply(tf.mul(input, openings(places, patchPx, height, width))));
    const probabilities = await probabilitiesOf(output);
    places.forEach((_, i) => {
      data[first + i] = probabilities[i * head.classes + classIndex] ?? Number.NaN;
    });
    onProgress?.(first + places.length, data.length);
    await nextTurn();
  }
  return {
    classIndex,
    probability: whole[classIndex] ?? Number.NaN,
    shape: [rows, columns],
    data,
    inputSize: [height, width],
    patchPx,
    stridePx,
  };
}

/** [positions, height, width, 1]: 0 under each patch, else 1. */
function openings(
  places: readonly {top: number; left: number}[],
  patchPx: number,
  height: number,
  width: number,
): tf.Tensor4D {
  const mask = new Float32Array(places.length * height * width).fill(1);
  places.forEach(({top, left}, place) => {
    for (let y = Math.max(0, top); y < Math.min(height, top + patchPx); y++) {
      const row = (place * height + y) * width;
      mask.fill(0, row + Math.max(0, left), row + Math.min(width, left + patchPx));
    }
  });
  return tf.tensor4d(mask, [places.length, height, width, 1]);
}

async function probabilitiesOf(log: tf.Tensor2D): Promise<Float32Array> {
  const values = Float32Array.from(await log.data()).map(Math.exp);
  log.dispose();
  return values;
}

/**
 * Draws an occlusion map as a transparent overlay for the photo: the more a position matters, the more opaque its red. The
 * opacity is the fraction of the probability that is lost there, interpolated between the positions.
 *
 * @param options `contrast`: `absolute` (the default) is full red where all of the probability is lost, so that images
 * can be compared; `map` is full red at the largest loss of this map, so that very confident predictions also show
 * differences. A loss below a twentieth stays pale, since it is noise.
 */
export function drawOcclusionMap(
  {shape, data, probability, inputSize, stridePx}: OcclusionMap,
  options: {width: number; height: number; contrast?: 'absolute' | 'map'},
): RgbaPicture {
  const {width, height, contrast = 'absolute'} = options;
  const check = checksFor('drawOcclusionMap');
  check.integer('width', width, 1);
  check.integer('height', height, 1);
  const [rows, columns] = shape;
  const lost = data.map(value => Math.max(0, probability - value) / (probability > 0 ? probability : 1));
  const full =
    contrast === 'absolute' ? 1 : lost.reduce((most, share) => Math.max(most, share), MIN_CONTRAST);
  const at = (row: number, column: number): number =>
    lost[Math.min(rows - 1, row) * columns + Math.min(columns - 1, column)] ?? 0;
  const picture = {width, height, data: new Uint8Array(width * height * 4)};
  for (let y = 0; y < height; y++) {
    // The point of the network's input at this pixel, in units of patch positions.
    const row = ((y / height) * inputSize[0]) / stridePx;
    const [top, down] = [Math.floor(row), row - Math.floor(row)];
    for (let x = 0; x < width; x++) {
      const column = ((x / width) * inputSize[1]) / stridePx;
      const [left, right] = [Math.floor(column), column - Math.floor(column)];
      const share =
        (1 - down) * ((1 - right) * at(top, left) + right * at(top, left + 1)) +
        down * ((1 - right) * at(top + 1, left) + right * at(top + 1, left + 1));
      picture.data.set([220, 38, 38, Math.round(200 * Math.min(1, share / full))], (y * width + x) * 4);
    }
  }
  return picture;
}
