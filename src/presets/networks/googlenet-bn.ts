/**
 * GoogLeNet with batch normalization, as torchvision ships it.
 * Szegedy et al. (2014); Ioffe, Szegedy (2015), section 4.2.
 * torchvision: no LRN, 3 × 3 kernels in the branch that the paper has 5 × 5 in, a 2 × 2 pool before inception_5a.
 */
import {freezePreset, type Preset} from '../preset';
import {GOOGLENET} from './googlenet';
import {inceptionLayers} from './inception-layers';

/** GoogLeNet with batch normalization, as torchvision ships it. */
export const GOOGLENET_BN: Preset = freezePreset({
  ...GOOGLENET,
  id: 'googlenet-bn',
  title: 'GoogLeNet with batch normalization, as torchvision ships it.',
  notes: [
    'Batch normalization behind each convolution in place of LRN and biases, epsilon 0.001.',
    '3 × 3 kernels in the branch of 5 × 5, and a 2 × 2 pool before inception_5a, as in torchvision’s weights.',
    'Without the auxiliary classifiers (aux1, aux2): prediction does not use them.',
    'Photos are scaled to −1 … 1, as torchvision does for its weights (transform_input).',
    'Kernels start from He’s normal distribution; torchvision’s from a truncated N(0, 0.01).',
  ],
  dropout: 0.2,
  layers: inceptionLayers({isNormalized: true}),
  init: {kernel: {kind: 'msra'}, bias: 0},
  preprocess: {resizeShorterSide: 256, channelOrder: 'rgb', mean: [127.5, 127.5, 127.5], scale: 1 / 127.5},
  train: {
    ...GOOGLENET.train,
    weightDecay: 0.0001,
    multipliers: undefined,
    epochs: 90,
    schedule: {kind: 'step', factor: 0.1, everyEpochs: 30},
  },
});
