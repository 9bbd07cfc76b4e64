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
  slope: 'weight',
};

/** Places among a Caffe layer's blobs. Its BatchNorm layer has mean, variance and their factor; its Scale layer the rest. */
const CAFFE_BLOBS: Readonly<Record<WeightSlot['role'], number>> = {
  kernel: 0,
  bias: 1,
  scale: 0,
  offset: 1,
  mean: 0,
  variance: 1,
  slope: 0,
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
  nameOf: slot => `${slot.layer}/${caffeBlob(slot)}`,
};

/** NVIDIA's Caffe has scale and offset behind mean, variance and their factor, in one layer. */
function caffeBlob({role, hasStatistics}: WeightSlot): number {
  return CAFFE_BLOBS[role] + (hasStatistics === true && (role === 'scale' || role === 'offset') ? 3 : 0);
}

/** PyTorch modules that are called as the layers are here. */
const torch: KeyMap = {
  id: 'torch',
  layouts: ['channels-first'],
  nameOf: ({layer, role}) => `${layer.replaceAll('/', '.')}.${TORCH_PARTS[role]}`,
};

/** Names of caffe-tensorflow, which brought Caffe's networks to TensorFlow. */
const TENSORFLOW_PARTS: Readonly<Record<WeightSlot['role'], string>> = {
  kernel: 'weights',
  bias: 'biases',
  scale: 'scale',
  offset: 'offset',
  mean: 'mean',
  variance: 'variance',
  slope: 'alpha',
};

/** Dictionaries of caffe-tensorflow: `conv1/weights`, or the place in a list, `conv1/0`. */
const caffeTensorflow: readonly KeyMap[] = [
  {
    id: 'caffe-tensorflow',
    layouts: ['channels-last'],
    nameOf: ({layer, role}) => `${layer}/${TENSORFLOW_PARTS[role]}`,
  },
  {
    id: 'caffe-tensorflow:list',
    layouts: ['channels-last'],
    nameOf: ({layer, role}) => `${layer}/${CAFFE_BLOBS[role]}`,
  },
];

const torchvision: KeyMap[] = Object.entries(TORCHVISION_MODULES).map(([preset, modules]) => ({
  id: `torchvision:${preset}`,
  layouts: ['channels-first'],
  nameOf: ({layer, role}) => {
    const module = modules[layer];
    return module === undefined ? undefined : `${module}.${TORCH_PARTS[role]}`;
  },
}));

/** Weights of Keras in HDF5: the layer, the layer once more as the scope of TensorFlow, and the variable. */
const keras: KeyMap = {
  id: 'keras',
  layouts: ['channels-last'],
  nameOf: ({layer, name}) => `${layer}/${layer}${name.slice(name.lastIndexOf('/'))}:0`,
};

/** Places among the variables of a layer in Keras 3. */
const KERAS_VARIABLES: Readonly<Record<WeightSlot['role'], number>> = {
  kernel: 0,
  bias: 1,
  scale: 0,
  offset: 1,
  mean: 2,
  variance: 3,
  slope: 0,
};

/** Weights of Keras 3: `conv1/vars/0`. */
const kerasVariables: KeyMap = {
  id: 'keras:variables',
  layouts: ['channels-last'],
  nameOf: ({layer, role}) => `${layer}/vars/${KERAS_VARIABLES[role]}`,
};

/** Every way of naming weights that is known, this library's own first. */
export const KEY_MAPS: readonly KeyMap[] = [
  own,
  caffe,
  torch,
  ...torchvision,
  ...caffeTensorflow,
  keras,
  kerasVariables,
];

/** Names that a program put in front of all of its weights, and that say nothing: of checkpoints and compiled modules. */
const PREFIX = /^(?:state_dict|model_state_dict|model_state|model|module|net|network|_orig_mod)[./]/;
/** Of DataParallel around some layers, and of compiled layers: `features.module.0.weight`. */
const INNER = /\.(?:module|_orig_mod)(?=\.)/g;

/** A weight in an HDF5 file of Keras 3, with the name of the network between: `conv1/sequential/conv1/kernel`. */
const KERAS_SCOPE = /^([^/]+)\/(?:[^/]+\/)*\1\/([a-z_]+)(?::0)?$/;

/** A weight's name without what wraps the network: `state_dict.module.conv1.weight` is `conv1.weight`. */
export function stripWrappers(name: string): string {
  let bare = name;
  while (PREFIX.test(bare)) {
    bare = bare.replace(PREFIX, '');
  }
  return bare.replace(INNER, '').replace(KERAS_SCOPE, '$1/$1/$2:0');
}

/** Prefixes that are tried beside none; a file names few networks. */
const MAX_PREFIXES = 12;
/** A network whose weights follow another's, of which they are an average or a copy. */
const FOLLOWERS = /(?:^|[._])(?:teacher|ema|averaged?|target|momentum|swa|shadow)/i;

/**
 * What may stand in front of the names of one network in a file of several, or of the layers of a larger one (`backbone.`,
 * `student.`): '' first, then what most names begin with. Followers of another network, such as a teacher, come last.
 */
export function networkPrefixes(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    const segments = name.split('.');
    // The last segment is the weight's part, the one before it its layer.
    for (let length = 1; length < segments.length - 1 && length <= 4; length++) {
      const prefix = `${segments.slice(0, length).join('.')}.`;
      counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    }
  }
  const rank = (prefix: string): number => (FOLLOWERS.test(prefix) ? 1 : 0);
  const likely = [...counts].filter(([, count]) => count >= 2 && count >= names.length / 6);
  return [
    '',
    ...likely
      .sort(([a, many], [b, more]) => rank(a) - rank(b) || more - many)
      .slice(0, MAX_PREFIXES)
      .map(([prefix]) => prefix),
  ];
}
