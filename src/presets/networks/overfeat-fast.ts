/**
 * The fast network of OverFeat.
 * Sermanet, Eigen, Zhang, Mathieu, Fergus, LeCun (2013), table 1.
 * The classifier only: no sliding window, no offsets of the last pool.
 */
import {freezePreset, type Preset} from '../preset';

/** OverFeat, fast: 231 pixels, wide late convolutions, pools that do not overlap. */
export const OVERFEAT_FAST: Preset = freezePreset({
  id: 'overfeat-fast',
  title: 'OverFeat, fast: 231 pixels, wide late convolutions, pools that do not overlap.',
  paper: {
    authors: 'Sermanet, Eigen, Zhang, Mathieu, Fergus, LeCun',
    title: 'OverFeat: Integrated Recognition, Localization and Detection using Convolutional Networks',
    year: 2013,
    section: '3.2',
  },
  notes: [
    'The learning rate halves every 30 epochs; the paper halves it after 30, 50, 60, 70 and 80.',
    'OverFeat’s single mean, 118.380948, is subtracted, and photos are divided by its single standard deviation, 61.896913.',
    'The input is 231 pixels, table 1’s; the crops of section 3.1 have 221.',
    'Batch 32 (the paper: 128), which fits the memory of the WASM backend.',
  ],
  inputShape: [231, 231, 3],
  classes: 1000,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 96, kernelSize: 11, activation: 'relu', strides: 4},
    {kind: 'maxPool', name: 'pool1', poolSize: 2, strides: 2},
    {kind: 'conv', name: 'conv2', filters: 256, kernelSize: 5, activation: 'relu'},
    {kind: 'maxPool', name: 'pool2', poolSize: 2, strides: 2},
    {kind: 'conv', name: 'conv3', filters: 512, kernelSize: 3, activation: 'relu', padding: 1},
    {kind: 'conv', name: 'conv4', filters: 1024, kernelSize: 3, activation: 'relu', padding: 1},
    {kind: 'conv', name: 'conv5', filters: 1024, kernelSize: 3, activation: 'relu', padding: 1},
    {kind: 'maxPool', name: 'pool5', poolSize: 2, strides: 2},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dense', name: 'fc6', units: 3072, activation: 'relu'},
    {kind: 'dropout', name: 'drop6'},
    {kind: 'dense', name: 'fc7', units: 4096, activation: 'relu'},
    {kind: 'dropout', name: 'drop7'},
    {kind: 'dense', name: 'fc8', units: 'classes'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'gaussian', stddev: 0.01}, bias: 0},
  preprocess: {
    resizeShorterSide: 256,
    channelOrder: 'rgb',
    mean: [118.380948, 118.380948, 118.380948],
    scale: 1 / 61.896913,
  },
  train: {
    optimizer: 'momentum',
    learningRate: 0.05,
    momentum: 0.6,
    weightDecay: 1e-5,
    batchSize: 32,
    epochs: 90,
    schedule: {kind: 'step', factor: 0.5, everyEpochs: 30},
    warmupSteps: 0,
    augmentation: {crop: true, flip: true, colorStddev: 0},
  },
});
