/**
 * CNN-M, the medium network of Oxford’s comparison.
 * Chatfield, Simonyan, Vedaldi, Zisserman (2014), table 1.
 * LRN’s alpha, 5e-4 in the authors’ Caffe file, is divided by the window there: 1e-4 here.
 */
import {freezePreset, type Preset} from '../preset';

/** CNN-M: the medium one of three networks, with stride 2 in conv1 and conv2. */
export const CNN_M: Preset = freezePreset({
  id: 'cnn-m',
  title: 'CNN-M: the medium one of three networks, with stride 2 in conv1 and conv2.',
  paper: {
    authors: 'Chatfield, Simonyan, Vedaldi, Zisserman',
    title: 'Return of the Devil in the Details: Delving Deep into Convolutional Nets',
    year: 2014,
    section: '3 and table 1',
  },
  notes: [
    'Pools round up, as in the authors’ Caffe models.',
    'Weights start with standard deviation 0.01: the paper’s variance of 0.01, a standard deviation of 0.1, makes the activations of the dense layers explode.',
    'The mean of each channel is subtracted; the authors subtract a mean image.',
    'Batch 32 (the paper does not say), which fits the memory of the WASM backend.',
  ],
  inputShape: [224, 224, 3],
  classes: 1000,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 96, kernelSize: 7, activation: 'relu', strides: 2},
    {kind: 'lrn', name: 'norm1', depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75},
    {kind: 'maxPool', name: 'pool1', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'conv', name: 'conv2', filters: 256, kernelSize: 5, activation: 'relu', strides: 2, padding: 1},
    {kind: 'lrn', name: 'norm2', depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75},
    {kind: 'maxPool', name: 'pool2', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'conv', name: 'conv3', filters: 512, kernelSize: 3, activation: 'relu', padding: 1},
    {kind: 'conv', name: 'conv4', filters: 512, kernelSize: 3, activation: 'relu', padding: 1},
    {kind: 'conv', name: 'conv5', filters: 512, kernelSize: 3, activation: 'relu', padding: 1},
    {kind: 'maxPool', name: 'pool5', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dense', name: 'fc6', units: 4096, activation: 'relu'},
    {kind: 'dropout', name: 'drop6'},
    {kind: 'dense', name: 'fc7', units: 4096, activation: 'relu'},
    {kind: 'dropout', name: 'drop7'},
    {kind: 'dense', name: 'fc8', units: 'classes'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'gaussian', stddev: 0.01}, bias: 0},
  preprocess: {
    resizeShorterSide: 256,
    channelOrder: 'bgr',
    mean: [123.68, 116.779, 103.939],
    scale: 1,
  },
  train: {
    optimizer: 'momentum',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 0.0005,
    batchSize: 32,
    epochs: 60,
    schedule: {kind: 'plateau', factor: 0.1, patience: 3},
    warmupSteps: 0,
    augmentation: {crop: true, flip: true, colorStddev: 0.1},
  },
});
