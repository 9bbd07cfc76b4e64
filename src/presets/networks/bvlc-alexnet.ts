/**
 * Caffe’s AlexNet: bvlc_alexnet.
 * Jia et al. (2014), models/bvlc_alexnet; based on Krizhevsky, Sutskever, Hinton (2012).
 * Biases start at 0.1, the dense layers at N(0, 0.005).
 */
import {freezePreset, type Preset} from '../preset';

/** AlexNet as Caffe ships it (bvlc_alexnet). */
export const BVLC_ALEXNET: Preset = freezePreset({
  id: 'bvlc-alexnet',
  title: 'AlexNet as Caffe ships it (bvlc_alexnet).',
  paper: {
    authors: 'Krizhevsky, Sutskever, Hinton',
    title: 'ImageNet Classification with Deep Convolutional Neural Networks',
    year: 2012,
  },
  notes: [
    'Caffe divides alpha by the window: 1e-4 / 5 here. k is 1.',
    'Pools round their output size up; at 227 pixels that changes nothing.',
    'Photos are B, G, R, 0–255, minus the mean of ImageNet (104, 117, 123).',
  ],
  inputShape: [227, 227, 3],
  classes: 1000,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 96, kernelSize: 11, activation: 'relu', strides: 4},
    {kind: 'lrn', name: 'norm1', depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75},
    {kind: 'maxPool', name: 'pool1', poolSize: 3, strides: 2, ceilMode: true},
    {
      kind: 'conv',
      name: 'conv2',
      filters: 256,
      kernelSize: 5,
      activation: 'relu',
      padding: 2,
      groups: 2,
      biasInit: 0.1,
    },
    {kind: 'lrn', name: 'norm2', depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75},
    {kind: 'maxPool', name: 'pool2', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'conv', name: 'conv3', filters: 384, kernelSize: 3, activation: 'relu', padding: 1},
    {
      kind: 'conv',
      name: 'conv4',
      filters: 384,
      kernelSize: 3,
      activation: 'relu',
      padding: 1,
      groups: 2,
      biasInit: 0.1,
    },
    {
      kind: 'conv',
      name: 'conv5',
      filters: 256,
      kernelSize: 3,
      activation: 'relu',
      padding: 1,
      groups: 2,
      biasInit: 0.1,
    },
    {kind: 'maxPool', name: 'pool5', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'flatten', name: 'flatten'},
    {
      kind: 'dense',
      name: 'fc6',
      units: 4096,
      activation: 'relu',
      kernelInit: {kind: 'gaussian', stddev: 0.005},
      biasInit: 0.1,
    },
    {kind: 'dropout', name: 'drop6'},
    {
      kind: 'dense',
      name: 'fc7',
      units: 4096,
      activation: 'relu',
      kernelInit: {kind: 'gaussian', stddev: 0.005},
      biasInit: 0.1,
    },
    {kind: 'dropout', name: 'drop7'},
    {kind: 'dense', name: 'fc8', units: 'classes'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'gaussian', stddev: 0.01}, bias: 0},
  preprocess: {resizeShorterSide: 256, channelOrder: 'bgr', mean: [123, 117, 104], scale: 1},
  train: {
    optimizer: 'momentum',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 0.0005,
    // lr_mult 2 and decay_mult 0 of the biases in train_val.prototxt
    multipliers: {'*/bias': {learningRate: 2, weightDecay: 0}},
    batchSize: 32,
    epochs: 90,
    schedule: {kind: 'step', factor: 0.1, everySteps: 100000},
    warmupSteps: 0,
    augmentation: {crop: true, flip: true, colorStddev: 0},
  },
});
