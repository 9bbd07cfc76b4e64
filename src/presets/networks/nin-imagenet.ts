/**
 * Network in network for ImageNet: 1 × 1 convolutions after each convolution, no dense layers.
 * Lin, Chen, Yan (2013); the authors’ Caffe model for ImageNet.
 * The last pool covers the whole map, which at 224 pixels is the authors’ window of 6.
 */
import {freezePreset, type Preset} from '../preset';

/** Network in network for ImageNet: 1 × 1 convolutions after each convolution, no dense layers. */
export const NIN_IMAGENET: Preset = freezePreset({
  id: 'nin-imagenet',
  title: 'Network in network for ImageNet: 1 × 1 convolutions after each convolution, no dense layers.',
  paper: {
    authors: 'Lin, Chen, Yan',
    title: 'Network In Network',
    year: 2013,
    section: '3',
  },
  notes: [
    'The sizes are those of the authors’ Caffe model; the paper reports CIFAR, SVHN and MNIST only.',
    'The last pool covers the whole map at any input size; at 224 pixels that is the authors’ 6 × 6.',
    'The mean of ImageNet per channel is subtracted; the authors subtract a mean image.',
    'Batch 32 (the authors’ 64), which fits the memory of the WASM backend.',
  ],
  inputShape: [224, 224, 3],
  classes: 1000,
  dropout: 0.5,
  layers: [
    {
      kind: 'conv',
      name: 'conv1',
      filters: 96,
      kernelSize: 11,
      activation: 'relu',
      strides: 4,
      kernelInit: {kind: 'gaussian', stddev: 0.01},
    },
    {kind: 'conv', name: 'cccp1', filters: 96, kernelSize: 1, activation: 'relu'},
    {kind: 'conv', name: 'cccp2', filters: 96, kernelSize: 1, activation: 'relu'},
    {kind: 'maxPool', name: 'pool0', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'conv', name: 'conv2', filters: 256, kernelSize: 5, activation: 'relu', padding: 2},
    {kind: 'conv', name: 'cccp3', filters: 256, kernelSize: 1, activation: 'relu'},
    {kind: 'conv', name: 'cccp4', filters: 256, kernelSize: 1, activation: 'relu'},
    {kind: 'maxPool', name: 'pool2', poolSize: 3, strides: 2, ceilMode: true},
    {
      kind: 'conv',
      name: 'conv3',
      filters: 384,
      kernelSize: 3,
      activation: 'relu',
      padding: 1,
      kernelInit: {kind: 'gaussian', stddev: 0.01},
    },
    {kind: 'conv', name: 'cccp5', filters: 384, kernelSize: 1, activation: 'relu'},
    {kind: 'conv', name: 'cccp6', filters: 384, kernelSize: 1, activation: 'relu'},
    {kind: 'maxPool', name: 'pool3', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'dropout', name: 'drop'},
    {kind: 'conv', name: 'conv4-1024', filters: 1024, kernelSize: 3, activation: 'relu', padding: 1},
    {kind: 'conv', name: 'cccp7-1024', filters: 1024, kernelSize: 1, activation: 'relu'},
    {
      kind: 'conv',
      name: 'cccp8-1024',
      filters: 'classes',
      kernelSize: 1,
      activation: 'relu',
      kernelInit: {kind: 'gaussian', stddev: 0.01},
    },
    {kind: 'globalAvgPool', name: 'pool4'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'gaussian', stddev: 0.05}, bias: 0},
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
    schedule: {kind: 'step', factor: 0.1, everySteps: 200000},
    warmupSteps: 0,
    augmentation: {crop: true, flip: true, colorStddev: 0},
  },
});
