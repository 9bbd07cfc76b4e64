/**
 * AlexNet with smaller first filters and strides, found by visualizing its feature maps.
 * Zeiler, Fergus (2013), figure 3.
 * One tower; the sizes of the figure need a pixel of padding in conv1 and pools that round up.
 */
import {freezePreset, type Preset} from '../preset';

/** ZFNet: AlexNet with 7 × 7 filters at stride 2 in conv1, in one tower. */
export const ZFNET: Preset = freezePreset({
  id: 'zfnet',
  title: 'ZFNet: AlexNet with 7 × 7 filters at stride 2 in conv1, in one tower.',
  paper: {
    authors: 'Zeiler, Fergus',
    title: 'Visualizing and Understanding Convolutional Networks',
    year: 2013,
    section: '4.2',
  },
  notes: [
    'conv1 has one pixel of padding and pools round up: so come the sizes of figure 3, 110, 55, 26, 13 and 6.',
    'The paper normalizes the contrast of the maps after the pools, without constants; here they are those of AlexNet.',
    'Weights start from N(0, 0.01): the constant 0.01 of the paper must be a mistake.',
    'No renormalization of filters whose root mean square is above 0.1.',
    'The paper names no weight decay; here it is that of AlexNet.',
    'Batch 32 (the paper: 128), which fits the memory of the WASM backend.',
  ],
  inputShape: [224, 224, 3],
  classes: 1000,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 96, kernelSize: 7, activation: 'relu', strides: 2, padding: 1},
    {kind: 'maxPool', name: 'pool1', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'lrn', name: 'norm1', depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75},
    {kind: 'conv', name: 'conv2', filters: 256, kernelSize: 5, activation: 'relu', strides: 2},
    {kind: 'maxPool', name: 'pool2', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'lrn', name: 'norm2', depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75},
    {kind: 'conv', name: 'conv3', filters: 384, kernelSize: 3, activation: 'relu', padding: 1},
    {kind: 'conv', name: 'conv4', filters: 384, kernelSize: 3, activation: 'relu', padding: 1},
    {kind: 'conv', name: 'conv5', filters: 256, kernelSize: 3, activation: 'relu', padding: 1},
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
  preprocess: {resizeShorterSide: 256, channelOrder: 'rgb', mean: 'training-set', scale: 1},
  train: {
    optimizer: 'momentum',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 0.0005,
    batchSize: 32,
    epochs: 70,
    schedule: {kind: 'plateau', factor: 0.1, patience: 3},
    warmupSteps: 0,
    augmentation: {crop: true, flip: true, colorStddev: 0},
  },
});
