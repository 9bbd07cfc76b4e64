import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import {drawFilterGrid, type FilterGridOptions, type RgbaPicture} from '../drawing/filter-grid';
import {requireFields} from '../core/structured-argument';
import {IMAGE_INPUT, requireModel} from '../models/require-model';
import {AlexNetError} from '../errors';
import {featureExtractor} from '../models/feature-extractor';

/** The feature maps of a layer for one image. */
export interface ActivationMaps {
  /** Name of the layer. */
  layer: string;
  /** [height, width, channels]; a layer without spatial axes has height 1 and width 1. */
  shape: [number, number, number];
  /** The values, rows first. */
  data: Float32Array;
}

/**
 * Computes the feature maps of one layer for one image: one map per channel.
 *
 * @param input network input [1, height, width, channels], as `evaluationTransform` makes it; the caller keeps it.
 *
 * @example
 * const maps = await activationMaps(model, 'conv1', input); // maps.shape: [55, 55, 96]
 * const image = drawActivationMaps(maps);
 */
export async function activationMaps(
  model: tfl.LayersModel,
  layer: string,
  input: tf.Tensor4D,
): Promise<ActivationMaps> {
  requireModel('activationMaps', model);
  requireFields('activationMaps', 'input', input, IMAGE_INPUT);
  const extractor = featureExtractor(model, layer);
  if (input.rank !== 4 || input.shape[0] !== 1) {
    throw new AlexNetError({
      code: 'bad-shape',
      where: 'activationMaps',
      problem: 'this is not one image.',
      expected: 'input [1, height, width, channels]',
      received: show(input.shape),
      fix: 'pass the input of one image: tf.slice(inputs, [index, 0, 0, 0], [1, -1, -1, -1])',
    });
  }
  const output = tf.tidy(() => extractor.predict(input) as tf.Tensor);
  const [, ...places] = output.shape;
  const [height = 1, width = 1] = places.length === 3 ? places : [];
  const data = Float32Array.from(await output.data());
  output.dispose();
  return {layer, shape: [height, width, data.length / (height * width)], data};
}

/** Options of {@link drawActivationMaps}. */
export interface DrawActivationMapsOptions extends Pick<FilterGridOptions, 'columns' | 'contrast'> {
  /** Maximal number of channels, the strongest first. ≥ 1. Default: all, in their order. */
  maxChannels?: number;
  /** Approximate length of a map's longer side in screen pixels. ≥ 1. Default 48. */
  mapPx?: number;
}

/** Draws maps side by side in gray: 0 and below are black, the largest value of each map (or of all) is white. */
export function drawActivationMaps(
  maps: ActivationMaps,
  options: DrawActivationMapsOptions = {},
): RgbaPicture {
  const check = checksFor('drawActivationMaps');
  const {mapPx = 48, maxChannels, ...rest} = options;
  check.integer('mapPx', mapPx, 1);
  const {shape, data} =
    maxChannels === undefined ? maps : keepStrongest(maps, check.integer('maxChannels', maxChannels, 1));
  const [height, width, channels] = shape;
  return drawFilterGrid(
    {shape: [height, width, 1, channels], data},
    {...rest, zero: 'black', scale: Math.max(1, Math.round(mapPx / Math.max(height, width)))},
  );
}

/** The channels with the largest sum of positive values. */
function keepStrongest({layer, shape, data}: ActivationMaps, count: number): ActivationMaps {
  const [height, width, channels] = shape;
  if (count >= channels) {
    return {layer, shape, data};
  }
  const energy = new Float64Array(channels);
  data.forEach((value, at) => {
    energy[at % channels] = (energy[at % channels] ?? 0) + (value > 0 ? value : 0);
  });
  const kept = Array.from(energy.keys())
    .sort((a, b) => (energy[b] ?? 0) - (energy[a] ?? 0) || a - b)
    .slice(0, count);
  const strongest = new Float32Array(height * width * count);
  for (let place = 0; place < height * width; place++) {
    kept.forEach((channel, at) => {
      strongest[place * count + at] = data[place * channels + channel] ?? 0;
    });
  }
  return {layer, shape: [height, width, count], data: strongest};
}
