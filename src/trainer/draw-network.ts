/** Draws what a network computes for one image. Loaded on use. */
import * as tf from '@tensorflow/tfjs-core';
import {evaluationTransform} from '../augmentation/batch-transform';
import type {RgbaPicture} from '../drawing/filter-grid';
import {activationMaps, drawActivationMaps} from '../visualize/activation-maps';
import {drawOcclusionMap, occlusionMap, type OcclusionMap} from '../visualize/occlusion-map';
import type {Network} from './current-network';
import type {TrainerActivationsOptions, TrainerOcclusion} from './network-types';
import type {SquareSet} from './training-set';

/** Covered images per batch: few, so that progress is seen. */
const BATCH = 16;

/** Draws the feature maps of a layer for the one image of a set. */
export async function drawActivations(
  network: Network,
  set: SquareSet,
  layer: string,
  {maxChannels = 64, columns = 8, mapPx = 64}: TrainerActivationsOptions,
): Promise<RgbaPicture> {
  const input = inputOf(network, set);
  try {
    const maps = await activationMaps(network.model, layer, input);
    return drawActivationMaps(maps, {maxChannels, columns, mapPx});
  } finally {
    input.dispose();
  }
}

/** Measures and draws which regions of the one image of a set the prediction depends on. */
export async function drawOcclusion(
  network: Network,
  set: SquareSet,
  options: {signal?: AbortSignal; onProgress?: (done: number, total: number) => void},
): Promise<TrainerOcclusion> {
  const input = inputOf(network, set);
  try {
    const map = await occlusionMap(network.model, input, {...options, batchSize: BATCH});
    return {
      label: network.preprocessing.classes[map.classIndex] ?? '',
      score: map.probability,
      lowest: Math.min(map.probability, ...map.data),
      image: overlay(set, map),
    };
  } finally {
    input.dispose();
  }
}

/** The network's input for the one image of a set: [1, height, width, channels]. */
function inputOf({preprocessing}: Network, {side, bytes}: SquareSet): tf.Tensor4D {
  const transform = evaluationTransform(preprocessing);
  return tf.tidy(() => transform(tf.tensor4d(bytes, [1, side, side, 3], 'int32')));
}

/** The center crop of an image, which is the input of the network, with the map on top. */
function overlay({side, bytes}: SquareSet, map: OcclusionMap): RgbaPicture {
  const [height, width] = map.inputSize;
  const {data} = drawOcclusionMap(map, {width, height, contrast: 'map'});
  const [top, left] = [Math.floor((side - height) / 2), Math.floor((side - width) / 2)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [to, from] = [(y * width + x) * 4, ((top + y) * side + left + x) * 3];
      const opacity = (data[to + 3] ?? 0) / 255;
      for (let channel = 0; channel < 3; channel++) {
        data[to + channel] =
          opacity * (data[to + channel] ?? 0) + (1 - opacity) * (bytes[from + channel] ?? 0);
      }
      data[to + 3] = 255;
    }
  }
  return {width, height, data};
}
