/**
 * LeNet-5, the network for handwritten digits.
 * LeCun, Bottou, Bengio, Haffner (1998), section II.B and figure 2.
 * Every map of C3 reads all maps of S2; the subsampling has no weights; softmax in place of distances.
 */
import {freezePreset, type Preset} from '../preset';

/** LeNet-5: 32 × 32 digits, three convolutions, two dense layers. */
export const LENET5: Preset = freezePreset({
  id: 'lenet5',
  title: 'LeNet-5: 32 × 32 digits, three convolutions, two dense layers.',
  paper: {
    authors: 'LeCun, Bottou, Bengio, Haffner',
    title: 'Gradient-based learning applied to document recognition',
    year: 1998,
    section: 'II.B',
  },
  notes: [
    'Each map of C3 reads all six maps of S2; table I leaves out some: 2,416 parameters instead of 1,516.',
    'S2 and S4 average; the paper multiplies the sum by a trained coefficient and adds a bias: 44 parameters.',
    'The output is a dense layer with softmax: 850 parameters; the paper’s distances to fixed patterns have no trained ones. In total 61,706 parameters here, 60,000 in the paper.',
    'tanh in place of 1.7159 · tanh(2/3 · x); weights from Glorot’s uniform distribution in place of ±2.4 / fanIn.',
    'Gradient descent with momentum in place of the stochastic diagonal Levenberg-Marquardt method.',
    'The paper scales the background to −0.1 and the ink to 1.175, so that mean and variance are about 0 and 1; here the mean and standard deviation of the training photos are used.',
  ],
  inputShape: [32, 32, 1],
  classes: 10,
  dropout: 0,
  layers: [
    {kind: 'conv', name: 'c1', filters: 6, kernelSize: 5, activation: 'tanh'},
    {kind: 'avgPool', name: 's2', poolSize: 2, strides: 2},
    {kind: 'conv', name: 'c3', filters: 16, kernelSize: 5, activation: 'tanh'},
    {kind: 'avgPool', name: 's4', poolSize: 2, strides: 2},
    {kind: 'conv', name: 'c5', filters: 120, kernelSize: 5, activation: 'tanh'},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dense', name: 'f6', units: 84, activation: 'tanh'},
    {kind: 'dense', name: 'output', units: 'classes'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'xavier'}, bias: 0},
  preprocess: {resizeShorterSide: 32, channelOrder: 'rgb', mean: 'training-set', scale: 'training-set'},
  train: {
    optimizer: 'momentum',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 0,
    batchSize: 32,
    epochs: 20,
    schedule: {kind: 'step', factor: 0.5, everyEpochs: 4},
    warmupSteps: 0,
    augmentation: {crop: false, flip: false, colorStddev: 0},
  },
});
