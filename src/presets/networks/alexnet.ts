/**
 * The network of the paper: two towers, LRN, overlapping pools.
 * Krizhevsky, Sutskever, Hinton (2012), section 3.5 and figure 2.
 * Only the input size differs from the figure; see notes.
 */
import {freezePreset, type Preset} from '../preset';

/** AlexNet as in the paper: two towers, local response normalization, overlapping pools. */
export const ALEXNET: Preset = freezePreset({
  id: 'alexnet',
  title: 'AlexNet as in the paper: two towers, local response normalization, overlapping pools.',
  paper: {
    authors: 'Krizhevsky, Sutskever, Hinton',
    title: 'ImageNet Classification with Deep Convolutional Neural Networks',
    year: 2012,
    section: '3.5',
  },
  notes: [
    'The input is 227 pixels wide: with the 224 of the figure there are not 55 positions at stride 4.',
    'Dropout scales in training by 1 / (1 - rate) instead of halving the outputs in prediction.',
    'Batch 32 (the paper: 128), which fits the memory of the WASM backend.',
  ],
  inputShape: [227, 227, 3],
  classes: 1000,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 96, kernelSize: 11, activation: 'relu', strides: 4},
    {kind: 'lrn', name: 'norm1', depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75},
    {kind: 'maxPool', name: 'pool1', poolSize: 3, strides: 2},
    {
      kind: 'conv',
      name: 'conv2',
      filters: 256,
      kernelSize: 5,
      activation: 'relu',
      padding: 'same',
      groups: 2,
      biasInit: 1,
    },
    {kind: 'lrn', name: 'norm2', depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75},
    {kind: 'maxPool', name: 'pool2', poolSize: 3, strides: 2},
    {kind: 'conv', name: 'conv3', filters: 384, kernelSize: 3, activation: 'relu', padding: 'same'},
    {
      kind: 'conv',
      name: 'conv4',
      filters: 384,
      kernelSize: 3,
      activation: 'relu',
      padding: 'same',
      groups: 2,
      biasInit: 1,
    },
    {
      kind: 'conv',
      name: 'conv5',
      filters: 256,
      kernelSize: 3,
      activation: 'relu',
      padding: 'same',
      groups: 2,
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
  init: {kernel: {kind: 'gaussian', stddev: 0.01}, bias: 0},
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
