/**
 * SqueezeNet 1.0.
 * Iandola, Han, Moskewicz, Ashraf, Dally, Keutzer (2016), section 3.3 and table 1.
 * As in the paper; the sizes are those of 227 pixels.
 */
import {fireModule} from './fire-module';
import {freezePreset, type Preset} from '../preset';

/** SqueezeNet 1.0: AlexNet’s accuracy with 1,248,424 parameters. */
export const SQUEEZENET_1_0: Preset = freezePreset({
  id: 'squeezenet1.0',
  title: 'SqueezeNet 1.0: AlexNet’s accuracy with 1,248,424 parameters.',
  paper: {
    authors: 'Iandola, Han, Moskewicz, Ashraf, Dally, Keutzer',
    title: 'SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size',
    year: 2016,
    section: '3.3',
  },
  notes: [
    'The input is 227 pixels wide: with the 224 of table 1 there are not its 111 positions.',
    'Batch 32 (Caffe’s solver: 512), and the learning rate of 0.04 that belongs to 512 divided by 16.',
    'Photos are standardized by ImageNet’s mean and standard deviation, as torchvision’s weights need; Caffe takes B, G, R minus (104, 117, 123).',
    'No color augmentation: Caffe’s training mirrors and crops only.',
  ],
  inputShape: [227, 227, 3],
  classes: 1000,
  dropout: 0.5,
  layers: [
    {kind: 'conv', name: 'conv1', filters: 96, kernelSize: 7, activation: 'relu', strides: 2},
    {kind: 'maxPool', name: 'pool1', poolSize: 3, strides: 2, ceilMode: true},
    ...fireModule({name: 'fire2', squeeze: 16, expand: 64}),
    ...fireModule({name: 'fire3', squeeze: 16, expand: 64}),
    ...fireModule({name: 'fire4', squeeze: 32, expand: 128}),
    {kind: 'maxPool', name: 'pool4', poolSize: 3, strides: 2, ceilMode: true},
    ...fireModule({name: 'fire5', squeeze: 32, expand: 128}),
    ...fireModule({name: 'fire6', squeeze: 48, expand: 192}),
    ...fireModule({name: 'fire7', squeeze: 48, expand: 192}),
    ...fireModule({name: 'fire8', squeeze: 64, expand: 256}),
    {kind: 'maxPool', name: 'pool8', poolSize: 3, strides: 2, ceilMode: true},
    ...fireModule({name: 'fire9', squeeze: 64, expand: 256}),
    {kind: 'dropout', name: 'drop9'},
    {
      kind: 'conv',
      name: 'conv10',
      filters: 'classes',
      kernelSize: 1,
      activation: 'relu',
      kernelInit: {kind: 'gaussian', stddev: 0.01},
    },
    {kind: 'globalAvgPool', name: 'pool10'},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'xavier'}, bias: 0},
  preprocess: {
    resizeShorterSide: 256,
    channelOrder: 'rgb',
    // ImageNet's mean and standard deviation, 0.485, 0.456, 0.406 and 0.229, 0.224, 0.225, times 255.
    mean: [123.675, 116.28, 103.53],
    scale: [1 / 58.395, 1 / 57.12, 1 / 57.375],
  },
  train: {
    optimizer: 'momentum',
    // Caffe has 0.04 for a batch of 512; this is the rate for one of 32.
    learningRate: 0.0025,
    momentum: 0.9,
    weightDecay: 0.0002,
    // lr_mult 2 and decay_mult 0 of the biases in train_val.prototxt
    multipliers: {'*/bias': {learningRate: 2, weightDecay: 0}},
    batchSize: 32,
    // 170,000 steps of 512 photos.
    epochs: 68,
    schedule: {kind: 'polynomial', power: 1},
    warmupSteps: 0,
    augmentation: {crop: true, flip: true, colorStddev: 0},
  },
});
