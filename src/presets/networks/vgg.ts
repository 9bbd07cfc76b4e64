/**
 * VGG: configurations A, D and E.
 * Simonyan, Zisserman (2014), table 1.
 * He initialization instead of the layers of a pretrained network; one scale of the training photos.
 */
import {freezePreset, type LayerRow, type Preset} from '../preset';

/** Filters of the convolutions in each of the five blocks. */
const FILTERS = [64, 128, 256, 512, 512];

/** A preset of the family, by the number of convolutions in each block. */
function vgg(id: string, configuration: string, convolutions: readonly number[]): Preset {
  const depth = convolutions.reduce((sum, count) => sum + count, 3);
  const small = {kernelInit: {kind: 'gaussian', stddev: 0.01}} as const;
  return freezePreset({
    id,
    title: `VGG of ${depth} layers with weights: blocks of 3 × 3 convolutions, then three dense layers.`,
    paper: {
      authors: 'Simonyan, Zisserman',
      title: 'Very Deep Convolutional Networks for Large-Scale Image Recognition',
      year: 2014,
      section: `2.1, configuration ${configuration}`,
    },
    notes: [
      'Kernels start from He’s normal distribution; the paper’s N(0, 0.01) needs layers of a trained net (section 3.1).',
      'Photos are standardized as for torchvision’s weights; the authors’ Caffe models take B, G, R minus (103.939, 116.779, 123.68).',
      'Training photos have one scale; the paper varies it.',
      'Batch 32 (the paper: 256), and a learning rate 8 times smaller.',
    ],
    inputShape: [224, 224, 3],
    classes: 1000,
    dropout: 0.5,
    layers: [
      ...convolutions.flatMap((count, block) => [
        ...Array.from({length: count}, (_, i): LayerRow => ({
          kind: 'conv',
          name: `conv${block + 1}_${i + 1}`,
          filters: FILTERS[block] ?? 512,
          kernelSize: 3,
          activation: 'relu',
          padding: 1,
        })),
        {kind: 'maxPool', name: `pool${block + 1}`, poolSize: 2, strides: 2} as const,
      ]),
      {kind: 'flatten', name: 'flatten'},
      {kind: 'dense', name: 'fc6', units: 4096, activation: 'relu', ...small},
      {kind: 'dropout', name: 'drop6'},
      {kind: 'dense', name: 'fc7', units: 4096, activation: 'relu', ...small},
      {kind: 'dropout', name: 'drop7'},
      {kind: 'dense', name: 'fc8', units: 'classes', ...small},
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
      // Section 3.1 has 0.01 for a batch of 256; this is the rate for one of 32.
      learningRate: 0.00125,
      momentum: 0.9,
      weightDecay: 0.0005,
      batchSize: 32,
      epochs: 74,
      schedule: {kind: 'step', factor: 0.1, everyEpochs: 25},
      warmupSteps: 0,
      augmentation: {crop: true, flip: true, colorStddev: 0.1},
    },
  });
}

/** VGG-11 (configuration A): eight convolutions, three dense layers. */
export const VGG11: Preset = vgg('vgg11', 'A', [1, 1, 2, 2, 2]);

/** VGG-16 (configuration D): thirteen convolutions, three dense layers. */
export const VGG16: Preset = vgg('vgg16', 'D', [2, 2, 3, 3, 3]);

/** VGG-19 (configuration E): sixteen convolutions, three dense layers. */
export const VGG19: Preset = vgg('vgg19', 'E', [2, 2, 4, 4, 4]);
