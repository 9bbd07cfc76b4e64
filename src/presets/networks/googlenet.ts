/**
 * GoogLeNet (Inception v1), as Caffe has it.
 * Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich (2014), table 1; bvlc_googlenet.
 * Without the two auxiliary classifiers, which only training had.
 */
import {freezePreset, type Preset} from '../preset';
import {inceptionLayers} from './inception-layers';

/** GoogLeNet (Inception v1) as Caffe has it: LRN, no batch normalization. */
export const GOOGLENET: Preset = freezePreset({
  id: 'googlenet',
  title: 'GoogLeNet (Inception v1) as Caffe has it: LRN, no batch normalization.',
  paper: {
    authors: 'Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich',
    title: 'Going Deeper with Convolutions',
    year: 2014,
    section: '5',
  },
  notes: [
    'Without the auxiliary classifiers (loss1, loss2): prediction does not use them.',
    'Caffe divides alpha by the window: 1e-4 / 5 here. k is 1.',
    'The last pool covers the whole map; at 224 pixels that is Caffe’s 7 × 7.',
    'Photos are B, G, R, 0–255, minus the mean of ImageNet (104, 117, 123).',
  ],
  inputShape: [224, 224, 3],
  classes: 1000,
  dropout: 0.4,
  layers: inceptionLayers({isNormalized: false}),
  init: {kernel: {kind: 'xavier'}, bias: 0.2},
  preprocess: {resizeShorterSide: 256, channelOrder: 'bgr', mean: [123, 117, 104], scale: 1},
  train: {
    optimizer: 'momentum',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 0.0002,
    // lr_mult 2 and decay_mult 0 of the biases in train_val.prototxt
    multipliers: {'*/bias': {learningRate: 2, weightDecay: 0}},
    batchSize: 32,
    // 2,400,000 steps of 32 photos in quick_solver.prototxt.
    epochs: 60,
    schedule: {kind: 'polynomial', power: 0.5},
    warmupSteps: 0,
    augmentation: {crop: true, flip: true, colorStddev: 0},
  },
});
