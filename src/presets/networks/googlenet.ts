/**
 * GoogLeNet (Inception v1), as Caffe has it.
 * Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich (2014), table 1; bvlc_googlenet.
 * Without the two auxiliary classifiers, which only training had.
 */
import {freezePreset, type LayerRow, type Preset} from '../preset';
import {convolution, inceptionModule} from './inception-module';

/** Filters of each module, in the order of table 1. */
export const INCEPTIONS = {
  inception_3a: [64, 96, 128, 16, 32, 32],
  inception_3b: [128, 128, 192, 32, 96, 64],
  inception_4a: [192, 96, 208, 16, 48, 64],
  inception_4b: [160, 112, 224, 24, 64, 64],
  inception_4c: [128, 128, 256, 24, 64, 64],
  inception_4d: [112, 144, 288, 32, 64, 64],
  inception_4e: [256, 160, 320, 32, 128, 128],
  inception_5a: [256, 160, 320, 32, 128, 128],
  inception_5b: [384, 192, 384, 48, 128, 128],
} as const;

/** Returns the rows of all modules with the pools between them, which follow the modules 3b and 4e. */
export function inceptionRows(
  from: string,
  {lastPool, ...options}: {lastPool: number; largeKernel?: number; isNormalized?: boolean},
): LayerRow[] {
  let input = from;
  return Object.entries(INCEPTIONS).flatMap(([name, filters]) => {
    const rows = inceptionModule(input, {name, filters, ...options});
    input = `${name}/output`;
    const stage = {inception_3b: 3, inception_4e: 4}[name];
    if (stage !== undefined) {
      const poolSize = stage === 4 ? lastPool : 3;
      input = `pool${stage}/3x3_s2`;
      rows.push({kind: 'maxPool', name: input, poolSize, strides: 2, ceilMode: true});
    }
    return rows;
  });
}

/** GoogLeNet (Inception v1) as Caffe has it: LRN, no batch normalization. */
export const GOOGLENET: Preset = freezePreset({
  id: 'googlenet',
  title: 'GoogLeNet (Inception v1) as Caffe has it: LRN, no batch normalization.',
  paper: {
    authors: 'Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich',
    title: 'Going Deeper with Convolutions',
    year: 2014,
    section: '5',
  },
  notes: [
    'The auxiliary classifiers (loss1 and loss2 in Caffe) are left out: files have their weights, and prediction does not use them.',
    'The layers have the names of bvlc_googlenet. Caffe divides alpha by the window: 1e-4 / 5 here. k is 1.',
    'The last pool covers the whole map at any input size; at 224 pixels that is Caffe’s 7 × 7.',
    'Photos are B, G, R, 0–255, minus the mean of ImageNet (104, 117, 123).',
    'torchvision’s GoogLeNet is another network: see googlenet-bn.',
  ],
  inputShape: [224, 224, 3],
  classes: 1000,
  dropout: 0.4,
  layers: [
    ...convolution({name: 'conv1/7x7_s2', filters: 64, kernelSize: 7, strides: 2, isNormalized: false}),
    {kind: 'maxPool', name: 'pool1/3x3_s2', poolSize: 3, strides: 2, ceilMode: true},
    {kind: 'lrn', name: 'pool1/norm1', depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75},
    ...convolution({name: 'conv2/3x3_reduce', filters: 64, kernelSize: 1, isNormalized: false}),
    ...convolution({name: 'conv2/3x3', filters: 192, kernelSize: 3, isNormalized: false}),
    {kind: 'lrn', name: 'conv2/norm2', depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75},
    {kind: 'maxPool', name: 'pool2/3x3_s2', poolSize: 3, strides: 2, ceilMode: true},
    ...inceptionRows('pool2/3x3_s2', {lastPool: 3}),
    {kind: 'globalAvgPool', name: 'pool5/7x7_s1'},
    {kind: 'dropout', name: 'pool5/drop_7x7_s1'},
    {kind: 'dense', name: 'loss3/classifier', units: 'classes', biasInit: 0},
    {kind: 'softmax', name: 'prob'},
  ],
  init: {kernel: {kind: 'xavier'}, bias: 0.2},
  preprocess: {resizeShorterSide: 256, channelOrder: 'bgr', mean: [123, 117, 104], scale: 1},
  train: {
    optimizer: 'momentum',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 0.0002,
    // lr_mult 2 and decay_mult 0 of the biases in train_val.prototxt
    multipliers: {'*/bias': {learningRate: 2, weightDecay: 0}},
    batchSize: 32,
    // 2,400,000 steps of 32 photos in quick_solver.prototxt.
    epochs: 60,
    schedule: {kind: 'polynomial', power: 0.5},
    warmupSteps: 0,
    augmentation: {crop: true, flip: true, colorStddev: 0},
  },
});
