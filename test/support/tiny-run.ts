/** A classifier and images so small that a training step takes a millisecond or two, for tests of the training loop. */
import * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../../src/core/preprocessing';
import {RandomStream} from '../../src/core/random';
import type {ImageSource} from '../../src/data/image-source';
import {tensorSource} from '../../src/data/tensor-source';

/** Side of the tiny images; the network takes crops of `TINY_INPUT`. */
export const TINY_SIDE = 10;
export const TINY_INPUT = 8;
export const TINY_CLASSES = ['dark', 'light'];

export const TINY_PREPROCESSING: Preprocessing = {
  version: 1,
  inputShape: [TINY_INPUT, TINY_INPUT, 3],
  resizeShorterSide: TINY_SIDE,
  channelOrder: 'rgb',
  mean: [128, 128, 128],
  scale: [1 / 64, 1 / 64, 1 / 64],
  classes: TINY_CLASSES,
};

/** conv, pool, dense, softmax; the same weights for the same seed. */
export function tinyModel(seed = 1): tfl.LayersModel {
  const glorot = (offset: number) => tfl.initializers.glorotUniform({seed: 100 * seed + offset});
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({
        name: 'conv1',
        inputShape: [TINY_INPUT, TINY_INPUT, 3],
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: glorot(1),
      }),
      tfl.layers.maxPooling2d({name: 'pool1', poolSize: 2, strides: 2}),
      tfl.layers.flatten({name: 'flatten'}),
      tfl.layers.dense({name: 'fc', units: TINY_CLASSES.length, kernelInitializer: glorot(2)}),
      tfl.layers.softmax({name: 'prob'}),
    ],
  });
}

/** Noise around a dark or a light gray: easy to classify after a few steps. */
export function tinySource(count: number, seed = 7, contrast = 12): ImageSource {
  const size = TINY_SIDE * TINY_SIDE * 3;
  const bytes = new Uint8Array(count * size);
  const labels = Array.from({length: count}, (_, i) => i % 2);
  for (let i = 0; i < count; i++) {
    const random = RandomStream.derive(seed, 'tiny', i);
    const base = 128 + (labels[i] === 0 ? -contrast : contrast);
    for (let j = 0; j < size; j++) {
      bytes[i * size + j] = Math.max(0, Math.min(255, Math.round(base + random.gaussian(0, 60))));
    }
  }
  return tensorSource(bytes, labels, TINY_CLASSES, {imageShape: [TINY_SIDE, TINY_SIDE, 3]});
}
