/**
 * AlexNet of “One weird trick”, as torchvision ships it.
 * Krizhevsky (2014), One weird trick for parallelizing convolutional neural networks.
 * torchvision: 64 filters in conv1, no LRN, no groups, dropout before fc6 and fc7.
 */
import {freezePreset, type Preset} from '../preset';

/** AlexNet of "one weird trick", as torchvision ships it: 224 pixels, no LRN, no groups. */
export const ALEXNET_OWT: Preset = freezePreset({
  id: 'alexnet-owt',
  title: 'AlexNet of "one weird trick", as torchvision ships it: 224 pixels, no LRN, no groups.',
  paper: {
    authors: 'Krizhevsky',
    title: 'One weird trick for parallelizing convolutional neural networks',
    year: 2014,
  },
  notes: [
    'torchvision draws weights evenly from ±1/√fanIn; here from He’s normal distribution.',
    'torchvision scales photos to 0–1 before it standardizes them; the constants here are for 0–255.',
  ],
  inputShape: [224, 224, 3],
  classes: 1000,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 64, kernelSize: 11, activation: 'relu', strides: 4, padding: 2},
    {kind: 'maxPool', name: 'pool1', poolSize: 3, strides: 2},
    {kind: 'conv', name: 'conv2', filters: 192, kernelSize: 5, activation: 'relu', padding: 'same'},
    {kind: 'maxPool', name: 'pool2', poolSize: 3, strides: 2},
    {kind: 'conv', name: 'conv3', filters: 384, kernelSize: 3, activation: 'relu', padding: 'same'},
    {kind: 'conv', name: 'conv4', filters: 256, kernelSize: 3, activation: 'relu', padding: 'same'},
    {kind: 'conv', name: 'conv5', filters: 256, kernelSize: 3, activation: 'relu', padding: 'same'},
    {kind: 'maxPool', name: 'pool5', poolSize: 3, strides: 2},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dropout', name: 'drop6'},
    {kind: 'dense', name: 'fc6', units: 4096, activation: 'relu'},
    {kind: 'dropout', name: 'drop7'},
    {kind: 'dense', name: 'fc7', units: 4096, activation: 'relu'},
    {kind: 'dense', name: 'fc8', units: 'classes'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'msra'}, bias: 0},
  preprocess: {
    resizeShorterSide: 256,
    channelOrder: 'rgb',
    // ImageNet's mean and standard deviation, 0.485, 0.456, 0.406 and 0.229, 0.224, 0.225, times 255.
    mean: [123.675, 116.28, 103.53],
    scale: [1 / 58.395, 1 / 57.12, 1 / 57.375],
  },
  train: {
    optimizer: 'momentum',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 0.0001,
    batchSize: 32,
    epochs: 90,
    schedule: {kind: 'step', factor: 0.1, everyEpochs: 30},
    warmupSteps: 0,
    augmentation: {crop: true, flip: true, colorStddev: 0},
  },
});
