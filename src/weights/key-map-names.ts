import type {WeightLayout, WeightSlot} from '../models/weight-layout';
import {TORCHVISION_MODULES} from './key-map-torchvision';

/** How a program names the weights of a network, and how it lays them out. */
export interface KeyMap {
  /** `own`, `caffe`, `torch`, `torchvision:alexnet-owt`, … */
  id: string;
  /** Layouts that files with these names can have. */
  layouts: readonly WeightLayout[];
  /** Name of a weight in a file; undefined where such a file has none. */
  nameOf(slot: WeightSlot): string | undefined;
}

/** Parts of a PyTorch module's name, by what the weight is to its layer. */
const TORCH_PARTS: Readonly<Record<WeightSlot['role'], string>> = {
  kernel: 'weight',
  bias: 'bias',
  scale: 'weight',
  offset: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

/** Places among a Caffe layer's blobs. Its BatchNorm layer has mean, variance and their factor; its Scale layer the rest. */
const CAFFE_BLOBS: Readonly<Record<WeightSlot['role'], number>> = {
  kernel: 0,
  bias: 1,
  scale: 0,
  offset: 1,
  mean: 0,
  variance: 1,
};

const own: KeyMap = {
  id: 'own',
  // An ONNX file written here has these names, and channels first.
  layouts: ['channels-last', 'channels-first'],
  nameOf: ({name}) => name,
};

const caffe: KeyMap = {
  id: 'caffe',
  layouts: ['channels-first'],
  nameOf: ({layer, role}) => `${layer}/${CAFFE_BLOBS[role]}`,
};

/** PyTorch modules that are called as the layers are here. */
const torch: KeyMap = {
  id: 'torch',
  layouts: ['channels-first'],
  nameOf: ({layer, role}) => `${layer.replaceAll('/', '.')}.${TORCH_PARTS[role]}`,
};

const torchvision: KeyMap[] = Object.entries(TORCHVISION_MODULES).map(([preset, modules]) => ({
  id: `torchvision:${preset}`,
  layouts: ['channels-first'],
  nameOf: ({layer, role}) => {
    const module = modules[layer];
    return module === undefined ? undefined : `${module}.${TORCH_PARTS[role]}`;
  },
}));

/** Every way of naming weights that is known, this library's own first. */
export const KEY_MAPS: readonly KeyMap[] = [own, caffe, torch, ...torchvision];

/** Names that a program put in front of all of its weights, and that say nothing: of DataParallel, checkpoints, compiled modules. */
const PREFIX = /^(?:state_dict|model_state_dict|model_state|model|module|net|network|_orig_mod)[./]/;

/** A weight's name without what wraps the network: `state_dict.module.conv1.weight` is `conv1.weight`. */
export function stripWrappers(name: string): string {
  let bare = name;
  while (PREFIX.test(bare)) {
    bare = bare.replace(PREFIX, '');
  }
  return bare;
}
