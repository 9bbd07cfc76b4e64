/** Published weights as data: address, digest, publisher and accuracy. */
import type {PreprocessConfig} from './preset';

/** The digest that identifies a file. */
export interface FileDigest {
  readonly algorithm: 'sha256' | 'sha1';
  /** Lower-case hexadecimal. */
  readonly hex: string;
  /** Whether `hex` is only the start of the digest, because no more was published. Default false. */
  readonly isPrefix?: boolean;
}

/** Accuracy as the authors published it, as fractions of 1. */
export interface PublishedAccuracy {
  readonly dataSet: string;
  readonly top1: number;
  readonly top5: number;
  /** Page with these figures. */
  readonly source: string;
}

/** Weights that can be downloaded, with everything that is needed to use them. */
export interface PretrainedWeights {
  /** `preset.training`, as timm names weights. */
  readonly name: string;
  /** Address of the file. */
  readonly url: string;
  readonly digest: FileDigest;
  /** Length of the file; left out where it was not published. */
  readonly bytes?: number;
  /** Id of the preset that they belong to. */
  readonly preset: string;
  /** Preprocessing of the weights; numbers, never 'training-set'. */
  readonly preprocess: PreprocessConfig;
  /** Names of the outputs; 'imagenet' means the thousand classes of ILSVRC 2012. */
  readonly classes: 'imagenet' | readonly string[];
  readonly accuracy?: PublishedAccuracy;
  /** License of the publisher. */
  readonly license: string;
  /** Page of the publisher. */
  readonly source: string;
  readonly notes?: readonly string[];
}

const TORCHVISION_LICENSE =
  'BSD-3-Clause (torchvision); the photos of ImageNet are for non-commercial research';
const IMAGENET_VALIDATION = 'ImageNet 2012, validation, central crop';

/** Preprocessing of torchvision: mean 0.485, 0.456, 0.406, standard deviation 0.229, 0.224, 0.225, times 255. */
const TORCHVISION_PREPROCESS: PreprocessConfig = {
  resizeShorterSide: 256,
  channelOrder: 'rgb',
  mean: [123.675, 116.28, 103.53],
  scale: [1 / 58.395, 1 / 57.12, 1 / 57.375],
};

/** Preprocessing of Caffe: blue first, minus the mean color of ImageNet. */
const CAFFE_PREPROCESS: PreprocessConfig = {
  resizeShorterSide: 256,
  channelOrder: 'bgr',
  mean: [123, 117, 104],
  scale: 1,
};
const CAFFE_NOTES = [
  'Published over http only; the digest verifies the file.',
  'The accuracy was measured with a mean image in place of a mean color, and photos resized to 256 × 256 without regard to their proportions.',
];

// torchvision's file names end in the first eight digits of the SHA-256. The whole digests of two of the files are
// printed by many projects that pin them, and begin with those digits; of SqueezeNet 1.0 only the file name is known.
const TABLE: readonly PretrainedWeights[] = [
  {
    name: 'alexnet-owt.imagenet1k-v1',
    url: 'https://download.pytorch.org/models/alexnet-owt-7be5be79.pth',
    digest: {algorithm: 'sha256', hex: '7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02'},
    bytes: 244_408_911,
    preset: 'alexnet-owt',
    preprocess: TORCHVISION_PREPROCESS,
    classes: 'imagenet',
    accuracy: {
      dataSet: IMAGENET_VALIDATION,
      top1: 0.56522,
      top5: 0.79066,
      source: 'torchvision.models.AlexNet_Weights.IMAGENET1K_V1',
    },
    license: TORCHVISION_LICENSE,
    source: 'https://pytorch.org/vision/stable/models/alexnet.html',
  },
  {
    name: 'squeezenet1.0.imagenet1k-v1',
    url: 'https://download.pytorch.org/models/squeezenet1_0-b66bff10.pth',
    digest: {algorithm: 'sha256', hex: 'b66bff10', isPrefix: true},
    preset: 'squeezenet1.0',
    preprocess: TORCHVISION_PREPROCESS,
    classes: 'imagenet',
    accuracy: {
      dataSet: IMAGENET_VALIDATION,
      top1: 0.58092,
      top5: 0.8042,
      source: 'torchvision.models.SqueezeNet1_0_Weights.IMAGENET1K_V1',
    },
    license: TORCHVISION_LICENSE,
    source: 'https://pytorch.org/vision/stable/models/squeezenet.html',
  },
  {
    name: 'squeezenet1.1.imagenet1k-v1',
    url: 'https://download.pytorch.org/models/squeezenet1_1-b8a52dc0.pth',
    digest: {algorithm: 'sha256', hex: 'b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b'},
    bytes: 4_958_839,
    preset: 'squeezenet1.1',
    preprocess: TORCHVISION_PREPROCESS,
    classes: 'imagenet',
    accuracy: {
      dataSet: IMAGENET_VALIDATION,
      top1: 0.58178,
      top5: 0.80624,
      source: 'torchvision.models.SqueezeNet1_1_Weights.IMAGENET1K_V1',
    },
    license: TORCHVISION_LICENSE,
    source: 'https://pytorch.org/vision/stable/models/squeezenet.html',
  },
  {
    name: 'bvlc-alexnet.imagenet1k-v1',
    url: 'http://dl.caffe.berkeleyvision.org/bvlc_alexnet.caffemodel',
    digest: {algorithm: 'sha1', hex: '9116a64c0fbe4459d18f4bb6b56d647b63920377'},
    preset: 'bvlc-alexnet',
    preprocess: CAFFE_PREPROCESS,
    classes: 'imagenet',
    accuracy: {
      dataSet: IMAGENET_VALIDATION,
      top1: 0.571,
      top5: 0.802,
      source: 'BVLC/caffe, models/bvlc_alexnet/readme.md',
    },
    license: 'unrestricted use (its readme)',
    source: 'https://github.com/BVLC/caffe/tree/master/models/bvlc_alexnet',
    notes: CAFFE_NOTES,
  },
  {
    name: 'caffenet.imagenet1k-v1',
    url: 'http://dl.caffe.berkeleyvision.org/bvlc_reference_caffenet.caffemodel',
    digest: {algorithm: 'sha1', hex: '4c8d77deb20ea792f84eb5e6d0a11ca0a8660a46'},
    preset: 'caffenet',
    preprocess: CAFFE_PREPROCESS,
    classes: 'imagenet',
    accuracy: {
      dataSet: IMAGENET_VALIDATION,
      top1: 0.574,
      top5: 0.804,
      source: 'BVLC/caffe, models/bvlc_reference_caffenet/readme.md',
    },
    license: 'unrestricted use (its readme)',
    source: 'https://github.com/BVLC/caffe/tree/master/models/bvlc_reference_caffenet',
    notes: CAFFE_NOTES,
  },
];

/** Weights that can be downloaded, by name. */
export const PRETRAINED: Readonly<Record<string, PretrainedWeights>> = /* @__PURE__ */ freezeTable();

/** A function, so that a bundler can leave the table out of a page that does not use it. */
function freezeTable(): Readonly<Record<string, PretrainedWeights>> {
  return Object.freeze(Object.fromEntries(TABLE.map(record => [record.name, deepFreeze(record)])));
}

/** The names that `loadPretrained` accepts. */
export function listPretrained(): string[] {
  return Object.keys(PRETRAINED);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
