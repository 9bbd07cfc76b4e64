/**
 * AlexNet for small machines and small sets of photos.
 * Based on Krizhevsky, Sutskever, Hinton (2012).
 * 67 pixels, a quarter as wide, He initialization, input divided by its standard deviation.
 */
import {freezePreset, type Preset} from '../preset';

/** AlexNet for small machines: 67 pixels, a quarter as wide, He initialization. */
export const ALEXNET_MINI: Preset = freezePreset({
  id: 'alexnet-mini',
  title: 'AlexNet for small machines: 67 pixels, a quarter as wide, He initialization.',
  paper: {
    authors: 'Krizhevsky, Sutskever, Hinton',
    title: 'ImageNet Classification with Deep Convolutional Neural Networks',
    year: 2012,
  },
  notes: [
    'A quarter of the filters and units; 67 pixels instead of 227.',
    'Weights start from He’s normal distribution: with the paper’s N(0, 0.01) the loss stays at ln 2 for minutes at this size.',
    'The input is divided by its standard deviation; on 0–255 this network diverges at learning rate 0.01.',
    'Crops take a third of the photo or more and are scaled to the input: a thousand photos are few for a million parameters.',
    'The learning rate rises over the first steps and then falls along half a cosine.',
  ],
  inputShape: [67, 67, 3],
  classes: 2,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 24, kernelSize: 11, activation: 'relu', strides: 4},
    {kind: 'lrn', name: 'norm1', depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75},
    {kind: 'maxPool', name: 'pool1', poolSize: 3, strides: 2},
    {kind: 'conv', name: 'conv2', filters: 64, kernelSize: 5, activation: 'relu', padding: 'same', groups: 2},
    {kind: 'lrn', name: 'norm2', depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75},
    {kind: 'maxPool', name: 'pool2', poolSize: 3, strides: 2},
    {kind: 'conv', name: 'conv3', filters: 96, kernelSize: 3, activation: 'relu', padding: 'same'},
    {kind: 'conv', name: 'conv4', filters: 96, kernelSize: 3, activation: 'relu', padding: 'same', groups: 2},
    {kind: 'conv', name: 'conv5', filters: 64, kernelSize: 3, activation: 'relu', padding: 'same', groups: 2},
    {kind: 'maxPool', name: 'pool5', poolSize: 3, strides: 2},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dense', name: 'fc6', units: 1024, activation: 'relu'},
    {kind: 'dropout', name: 'drop6'},
    {kind: 'dense', name: 'fc7', units: 1024, activation: 'relu'},
    {kind: 'dropout', name: 'drop7'},
    {kind: 'dense', name: 'fc8', units: 'classes', kernelInit: {kind: 'gaussian', stddev: 0.01}},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'msra'}, bias: 0},
  preprocess: {resizeShorterSide: 76, channelOrder: 'rgb', mean: 'training-set', scale: 'training-set'},
  train: {
    optimizer: 'momentum',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 0.0005,
    batchSize: 32,
    epochs: 90,
    schedule: {kind: 'cosine'},
    warmupSteps: 50,
    augmentation: {crop: true, flip: true, colorStddev: 0.1, cropArea: [0.35, 1]},
  },
});
