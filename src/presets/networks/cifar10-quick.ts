/**
 * Caffe’s quick network for CIFAR-10.
 * Caffe (Jia et al., 2014), examples/cifar10/cifar10_quick; based on Krizhevsky’s cuda-convnet.
 * The first activation follows the pool.
 */
import {freezePreset, type Preset} from '../preset';

/** Caffe’s quick network for CIFAR-10: 32 pixels, three convolutions. */
export const CIFAR10_QUICK: Preset = freezePreset({
  id: 'cifar10-quick',
  title: 'Caffe’s quick network for CIFAR-10: 32 pixels, three convolutions.',
  paper: {
    authors: 'Krizhevsky',
    title: 'cuda-convnet, layers-18pct and layers-26pct; Caffe, examples/cifar10',
    year: 2012,
  },
  notes: [
    'The mean of each channel is subtracted; Caffe subtracts a mean image.',
    'Weights from Caffe take R, G, B order.',
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
    {kind: 'conv', name: 'conv2', filters: 32, kernelSize: 5, activation: 'relu', padding: 2},
    {kind: 'avgPool', name: 'pool2', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'conv', name: 'conv3', filters: 64, kernelSize: 5, activation: 'relu', padding: 2},
    {kind: 'avgPool', name: 'pool3', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dense', name: 'ip1', units: 64, kernelInit: {kind: 'gaussian', stddev: 0.1}},
    {kind: 'dense', name: 'ip2', units: 'classes', kernelInit: {kind: 'gaussian', stddev: 0.1}},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'gaussian', stddev: 0.01}, bias: 0},
  preprocess: {resizeShorterSide: 32, channelOrder: 'rgb', mean: 'training-set', scale: 1},
  train: {
    optimizer: 'momentum',
    learningRate: 0.001,
    momentum: 0.9,
    weightDecay: 0.004,
    // lr_mult 2 of the biases in cifar10_quick_train_test.prototxt
    multipliers: {'*/bias': {learningRate: 2}},
    batchSize: 100,
    epochs: 10,
    schedule: {kind: 'step', factor: 0.1, everySteps: 4000},
    warmupSteps: 0,
    augmentation: {crop: false, flip: false, colorStddev: 0},
  },
});
