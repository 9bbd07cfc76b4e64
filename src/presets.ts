/** The published networks as data; needs no TensorFlow.js. */
export {ALEXNET} from './presets/alexnet';
export {ALEXNET_ONE_TOWER} from './presets/alexnet-one-tower';
export {ALEXNET_OWT} from './presets/alexnet-owt';
export {BVLC_ALEXNET} from './presets/bvlc-alexnet';
export {CAFFENET} from './presets/caffenet';
export {ALEXNET_MINI} from './presets/alexnet-mini';
export {SQUEEZENET_1_0} from './presets/squeezenet-1-0';
export {SQUEEZENET_1_1} from './presets/squeezenet-1-1';
export {LENET5} from './presets/lenet5';
export {ZFNET} from './presets/zfnet';
export {OVERFEAT_FAST} from './presets/overfeat-fast';
export {CNN_F} from './presets/cnn-f';
export {CNN_M} from './presets/cnn-m';
export {CNN_S} from './presets/cnn-s';
export {NIN_IMAGENET} from './presets/nin-imagenet';
export {NIN_CIFAR10} from './presets/nin-cifar10';
export {CIFAR10_QUICK} from './presets/cifar10-quick';
export {CIFAR10_FULL} from './presets/cifar10-full';
export {PRESETS, listPresets} from './presets/presets';
export {
  PRETRAINED,
  listPretrained,
  type FileDigest,
  type PretrainedWeights,
  type PublishedAccuracy,
} from './presets/pretrained';
export type * from './presets/preset';
export type {
  ConstantScheduleConfig,
  CosineScheduleConfig,
  PlateauScheduleConfig,
  PolynomialScheduleConfig,
  ScheduleConfig,
  StepScheduleConfig,
} from './presets/schedule-config';
