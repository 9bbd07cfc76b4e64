/**
 * AlexNet in one tower, as a reproduction in TF-slim built it for cats and dogs.
 * Based on Krizhevsky, Sutskever, Hinton (2012).
 * No groups; LRN over 11 channels (the radius is 5; the paper's window is 5).
 */
import {freezePreset, type Preset} from '../preset';

/** AlexNet in one tower for two classes, as a TF-slim reproduction built it. */
export const ALEXNET_ONE_TOWER: Preset = freezePreset({
  id: 'alexnet-one-tower',
  title: 'AlexNet in one tower for two classes, as a TF-slim reproduction built it.',
  paper: {
    authors: 'Krizhevsky, Sutskever, Hinton',
    title: 'ImageNet Classification with Deep Convolutional Neural Networks',
    year: 2012,
  },
  notes: [
    'No groups: each filter reads all channels.',
    'LRN radius 5, that is 11 channels; the paper has 5 channels.',
    'Weights from a normal distribution truncated at two standard deviations.',
    'Softmax is applied once (the reproduction applied it again in its loss).',
  ],
  inputShape: [227, 227, 3],
  classes: 2,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 96, kernelSize: 11, activation: 'relu', strides: 4},
    {kind: 'lrn', name: 'norm1', depthRadius: 5, bias: 2, alpha: 1e-4, beta: 0.75},
    {kind: 'maxPool', name: 'pool1', poolSize: 3, strides: 2},
    {
      kind: 'conv',
      name: 'conv2',
      filters: 256,
      kernelSize: 5,
      activation: 'relu',
      padding: 'same',
      biasInit: 1,
    },
    {kind: 'lrn', name: 'norm2', depthRadius: 5, bias: 2, alpha: 1e-4, beta: 0.75},
    {kind: 'maxPool', name: 'pool2', poolSize: 3, strides: 2},
    {kind: 'conv', name: 'conv3', filters: 384, kernelSize: 3, activation: 'relu', padding: 'same'},
    {
      kind: 'conv',
      name: 'conv4',
      filters: 384,
      kernelSize: 3,
      activation: 'relu',
      padding: 'same',
      biasInit: 1,
    },
    {
      kind: 'conv',
      name: 'conv5',
      filters: 256,
      kernelSize: 3,
      activation: 'relu',
      padding: 'same',
      biasInit: 1,
    },
    {kind: 'maxPool', name: 'pool5', poolSize: 3, strides: 2},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dense', name: 'fc6', units: 4096, activation: 'relu', biasInit: 1},
    {kind: 'dropout', name: 'drop6'},
    {kind: 'dense', name: 'fc7', units: 4096, activation: 'relu', biasInit: 1},
    {kind: 'dropout', name: 'drop7'},
    {kind: 'dense', name: 'fc8', units: 'classes'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'truncatedGaussian', stddev: 0.01}, bias: 0},
  preprocess: {resizeShorterSide: 256, channelOrder: 'rgb', mean: 'training-set', scale: 1},
  train: {
    optimizer: 'momentum',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 0.0005,
    batchSize: 32,
    epochs: 90,
    schedule: {kind: 'plateau', factor: 0.1, patience: 3},
    warmupSteps: 0,
    augmentation: {crop: true, flip: true, colorStddev: 0.1},
  },
});
