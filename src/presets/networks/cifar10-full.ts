/**
 * Caffe’s full network for CIFAR-10.
 * Caffe (Jia et al., 2014), examples/cifar10/cifar10_full; based on Krizhevsky’s cuda-convnet.
 * Spatial LRN; the first activation follows the pool.
 */
import {freezePreset, type Preset} from '../preset';

/** Caffe’s full network for CIFAR-10: 32 pixels, spatial local response normalization (LRN). */
export const CIFAR10_FULL: Preset = freezePreset({
  id: 'cifar10-full',
  title: 'Caffe’s full network for CIFAR-10: 32 pixels, spatial local response normalization (LRN).',
  paper: {
    authors: 'Krizhevsky',
    title: 'cuda-convnet, layers-18pct and layers-26pct; Caffe, examples/cifar10',
    year: 2012,
  },
  notes: [
    'The mean of each channel is subtracted; Caffe subtracts a mean image.',
    'The learning rate is reduced once, after 60,000 steps; Caffe reduces it again after 65,000.',
  ],
  inputShape: [32, 32, 3],
  classes: 10,
  dropout: 0,
  layers: [
    {
      kind: 'conv',
      name: 'conv1',
      filters: 32,
      kernelSize: 5,
      padding: 2,
      kernelInit: {kind: 'gaussian', stddev: 0.0001},
    },
    {kind: 'maxPool', name: 'pool1', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'activation', name: 'relu1', activation: 'relu'},
    {kind: 'spatialLrn', name: 'norm1', size: 3, alpha: 5e-5, beta: 0.75},
    {kind: 'conv', name: 'conv2', filters: 32, kernelSize: 5, activation: 'relu', padding: 2},
    {kind: 'avgPool', name: 'pool2', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'spatialLrn', name: 'norm2', size: 3, alpha: 5e-5, beta: 0.75},
    {kind: 'conv', name: 'conv3', filters: 64, kernelSize: 5, activation: 'relu', padding: 2},
    {kind: 'avgPool', name: 'pool3', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dense', name: 'ip1', units: 'classes'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'gaussian', stddev: 0.01}, bias: 0},
  preprocess: {resizeShorterSide: 32, channelOrder: 'rgb', mean: 'training-set', scale: 1},
  train: {
    optimizer: 'momentum',
    learningRate: 0.001,
    momentum: 0.9,
    weightDecay: 0.004,
    // lr_mult and decay_mult in cifar10_full_train_test.prototxt; conv3 has none there
    multipliers: {
      'conv1/bias': {learningRate: 2},
      'conv2/bias': {learningRate: 2},
      'ip1/kernel': {weightDecay: 250},
      'ip1/bias': {learningRate: 2, weightDecay: 0},
    },
    batchSize: 100,
    epochs: 140,
    schedule: {kind: 'step', factor: 0.1, everySteps: 60000},
    warmupSteps: 0,
    augmentation: {crop: false, flip: false, colorStddev: 0},
  },
});
