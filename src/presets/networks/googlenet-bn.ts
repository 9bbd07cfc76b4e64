/**
 * GoogLeNet with batch normalization, as torchvision ships it.
 * Szegedy et al. (2014); Ioffe, Szegedy (2015), section 4.2.
 * torchvision: no LRN, 3 × 3 kernels in the branch that the paper has 5 × 5 in, a 2 × 2 pool before inception_5a.
 */
import {freezePreset, type Preset} from '../preset';
import {inceptionRows} from './googlenet';
import {convolution} from './inception-module';

/** GoogLeNet with batch normalization, as torchvision ships it. */
export const GOOGLENET_BN: Preset = freezePreset({
  id: 'googlenet-bn',
  title: 'GoogLeNet with batch normalization, as torchvision ships it.',
  paper: {
    authors: 'Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich',
    title: 'Going Deeper with Convolutions',
    year: 2014,
    section: '5',
  },
  notes: [
    'Batch normalization behind each convolution in place of LRN and biases (Ioffe, Szegedy 2015), epsilon 0.001.',
    'The branch of 5 × 5 kernels has 3 × 3 ones and the pool before inception_5a is 2 × 2: so are torchvision’s published weights.',
    'The auxiliary classifiers (aux1, aux2) are left out: prediction does not use them.',
    'Photos are scaled to −1 … 1, as torchvision does for its weights (transform_input).',
    'torchvision draws weights from a truncated N(0, 0.01); here from He’s normal distribution.',
  ],
  inputShape: [224, 224, 3],
  classes: 1000,
  dropout: 0.2,
  layers: [
    ...convolution({name: 'conv1/7x7_s2', filters: 64, kernelSize: 7, strides: 2, isNormalized: true}),
    {kind: 'maxPool', name: 'pool1/3x3_s2', poolSize: 3, strides: 2, ceilMode: true},
    ...convolution({name: 'conv2/3x3_reduce', filters: 64, kernelSize: 1, isNormalized: true}),
    ...convolution({name: 'conv2/3x3', filters: 192, kernelSize: 3, isNormalized: true}),
    {kind: 'maxPool', name: 'pool2/3x3_s2', poolSize: 3, strides: 2, ceilMode: true},
    ...inceptionRows('pool2/3x3_s2', {lastPool: 2, largeKernel: 3, isNormalized: true}),
    {kind: 'globalAvgPool', name: 'pool5/7x7_s1'},
    {kind: 'dropout', name: 'pool5/drop_7x7_s1'},
    {kind: 'dense', name: 'loss3/classifier', units: 'classes'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'msra'}, bias: 0},
  preprocess: {
    resizeShorterSide: 256,
    channelOrder: 'rgb',
    mean: [127.5, 127.5, 127.5],
    scale: 1 / 127.5,
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
