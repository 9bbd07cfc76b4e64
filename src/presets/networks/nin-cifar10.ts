/**
 * Network in network for CIFAR-10.
 * Lin, Chen, Yan (2013), section 4.2; the authors’ Caffe model.
 * The last pool covers the whole map, which at 32 pixels is the authors’ window of 8.
 */
import {freezePreset, type Preset} from '../preset';

/** Network in network for CIFAR-10: 32 pixels, 1 × 1 convolutions, no dense layers. */
export const NIN_CIFAR10: Preset = freezePreset({
  id: 'nin-cifar10',
  title: 'Network in network for CIFAR-10: 32 pixels, 1 × 1 convolutions, no dense layers.',
  paper: {
    authors: 'Lin, Chen, Yan',
    title: 'Network In Network',
    year: 2013,
    section: '4.2',
  },
  notes: [
    'Photos are standardized per channel; the paper normalizes contrast and whitens them (ZCA).',
    'The last pool covers the whole map at any input size; at 32 pixels that is the authors’ 8 × 8.',
    'One reduction of the learning rate after 100,000 steps, as in the authors’ solver.',
  ],
  inputShape: [32, 32, 3],
  classes: 10,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 192, kernelSize: 5, activation: 'relu', padding: 2},
    {kind: 'conv', name: 'cccp1', filters: 160, kernelSize: 1, activation: 'relu'},
    {kind: 'conv', name: 'cccp2', filters: 96, kernelSize: 1, activation: 'relu'},
    {kind: 'maxPool', name: 'pool1', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'dropout', name: 'drop3'},
    {kind: 'conv', name: 'conv2', filters: 192, kernelSize: 5, activation: 'relu', padding: 2},
    {kind: 'conv', name: 'cccp3', filters: 192, kernelSize: 1, activation: 'relu'},
    {kind: 'conv', name: 'cccp4', filters: 192, kernelSize: 1, activation: 'relu'},
    {kind: 'avgPool', name: 'pool2', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'dropout', name: 'drop6'},
    {kind: 'conv', name: 'conv3', filters: 192, kernelSize: 3, activation: 'relu', padding: 1},
    {kind: 'conv', name: 'cccp5', filters: 192, kernelSize: 1, activation: 'relu'},
    {kind: 'conv', name: 'cccp6', filters: 'classes', kernelSize: 1, activation: 'relu'},
    {kind: 'globalAvgPool', name: 'pool3'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'gaussian', stddev: 0.05}, bias: 0},
  preprocess: {resizeShorterSide: 32, channelOrder: 'rgb', mean: 'training-set', scale: 'training-set'},
  train: {
    optimizer: 'momentum',
    learningRate: 0.1,
    momentum: 0.9,
    weightDecay: 0.0001,
    multipliers: {'*/bias': {learningRate: 2, weightDecay: 0}},
    batchSize: 128,
    epochs: 307,
    schedule: {kind: 'step', factor: 0.1, everySteps: 100000},
    warmupSteps: 0,
    augmentation: {crop: false, flip: false, colorStddev: 0},
  },
});
