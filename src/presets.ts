/**
 * The published networks and weights as plain data. Needs neither TensorFlow.js nor Node.
 *
 * @module tfjs-alexnet/presets
 */
export {ALEXNET} from './presets/networks/alexnet';
export {ALEXNET_ONE_TOWER} from './presets/networks/alexnet-one-tower';
export {ALEXNET_OWT} from './presets/networks/alexnet-owt';
export {BVLC_ALEXNET} from './presets/networks/bvlc-alexnet';
export {CAFFENET} from './presets/networks/caffenet';
export {ALEXNET_MINI} from './presets/networks/alexnet-mini';
export {SQUEEZENET_1_0} from './presets/networks/squeezenet-1-0';
export {SQUEEZENET_1_1} from './presets/networks/squeezenet-1-1';
export {LENET5} from './presets/networks/lenet5';
export {ZFNET} from './presets/networks/zfnet';
export {OVERFEAT_FAST} from './presets/networks/overfeat-fast';
export {CNN_F} from './presets/networks/cnn-f';
export {CNN_M} from './presets/networks/cnn-m';
export {CNN_S} from './presets/networks/cnn-s';
export {VGG11, VGG16, VGG19} from './presets/networks/vgg';
export {GOOGLENET} from './presets/networks/googlenet';
export {GOOGLENET_BN} from './presets/networks/googlenet-bn';
export {NIN_IMAGENET} from './presets/networks/nin-imagenet';
export {NIN_CIFAR10} from './presets/networks/nin-cifar10';
export {CIFAR10_QUICK} from './presets/networks/cifar10-quick';
export {CIFAR10_FULL} from './presets/networks/cifar10-full';
export {PRESETS, listPresets, type PresetName} from './presets/presets';
export {
  PRETRAINED,
  listPretrained,
  type FileDigest,
  type PretrainedWeights,
  type PublishedAccuracy,
} from './presets/pretrained';
export {RECIPES} from './presets/recipes/recipes';
export type {Recipe, TrainSettings} from './presets/train-settings';
export type * from './presets/preset';
export type {
  ConstantScheduleConfig,
  CosineScheduleConfig,
  PlateauScheduleConfig,
  PolynomialScheduleConfig,
  ScheduleConfig,
  StepScheduleConfig,
} from './presets/schedule-config';
