/** A preset and images on which a trainer trains within milliseconds, and a trainer whose worker is in the same thread. */
import '@tensorflow/tfjs-backend-cpu';
import {MessageChannel} from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import {RandomStream} from '../../src/core/random';
import type {Preset} from '../../src/presets/preset';
import {serveCalls} from '../../src/trainer/link/serve-calls';
import {linkTo} from '../../src/trainer/link/worker-link';
import {makeTrainer} from '../../src/trainer/make-trainer';
import type {Trainer} from '../../src/trainer/trainer';
import {trainerMethods} from '../../src/trainer/trainer-host';
import type {TrainerPlatform} from '../../src/trainer/trainer-platform';
import type {LabeledImages, PixelImage} from '../../src/trainer/image-types';
import {TINY_CLASSES, TINY_INPUT, TINY_SIDE} from './tiny-run';

/** conv, dense, dropout, dense: with dropout a resumed run differs unless its masks are resumed, too. */
export const TINY_PRESET: Preset = {
  id: 'tiny',
  title: 'for tests',
  paper: {authors: 'none', title: 'none', year: 2000},
  notes: [],
  inputShape: [TINY_INPUT, TINY_INPUT, 3],
  classes: 2,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 4, kernelSize: 3, strides: 2, activation: 'relu'},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dense', name: 'fc1', units: 8, activation: 'relu'},
    {kind: 'dropout', name: 'drop1'},
    {kind: 'dense', name: 'fc2', units: 'classes'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'msra'}, bias: 0},
  preprocess: {
    resizeShorterSide: TINY_SIDE,
    channelOrder: 'rgb',
    mean: 'training-set',
    scale: 'training-set',
  },
  train: {
    optimizer: 'momentum',
    learningRate: 0.02,
    momentum: 0.9,
    weightDecay: 0.0005,
    batchSize: 8,
    epochs: 3,
    schedule: {kind: 'cosine'},
    warmupSteps: 2,
    augmentation: {crop: true, flip: true, colorStddev: 0.1},
  },
};

/** RGBA noise around a dark or a light gray. */
export function tinyImages(
  count: number,
  seed = 7,
): LabeledImages & {images: PixelImage[]; labels: number[]} {
  const labels = Array.from({length: count}, (_, i) => i % 2);
  const images = labels.map((label, i) => {
    const random = RandomStream.derive(seed, 'tiny trainer', i);
    const data = Uint8Array.from({length: TINY_SIDE * TINY_SIDE * 4}, (_, at) =>
      at % 4 === 3 ? 255 : (label === 0 ? 100 : 150) + 40 * random.uniform(),
    );
    return {data, width: TINY_SIDE, height: TINY_SIDE};
  });
  return {images, labels};
}

/** Options of `train` for the tiny preset, with images of their own: 2 steps and one evaluation an epoch. */
export function tinyTraining(): LabeledImages & {
  classes: string[];
  preset: Preset;
  validation: LabeledImages;
  batchSize: number;
} {
  return {
    ...tinyImages(16),
    classes: TINY_CLASSES,
    preset: TINY_PRESET,
    validation: tinyImages(8, 8),
    batchSize: 8,
  };
}

/** A trainer that trains in this thread; `platform` replaces parts of its place. */
export async function trainerHere(
  platform: Partial<TrainerPlatform>,
  options: {folder?: string} = {},
): Promise<Trainer> {
  const {port1, port2} = new MessageChannel();
  serveCalls(
    linkTo(port2),
    trainerMethods({
      startBackend: async () => {
        await tf.setBackend('cpu');
        return {backend: 'cpu'};
      },
      decodeSquare: () => Promise.reject(new Error('no photos here')),
      pretrained: () => Promise.reject(new Error('no downloads here')),
      openRuns: () => {
        throw new Error('no runs here');
      },
      ...platform,
    }),
  );
  return makeTrainer(() => linkTo(port1), options);
}
