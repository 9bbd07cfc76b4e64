/** The published networks as data; needs no TensorFlow.js. */
export {ALEXNET} from './presets/alexnet';
export {ALEXNET_ONE_TOWER} from './presets/alexnet-one-tower';
export {ALEXNET_OWT} from './presets/alexnet-owt';
export {BVLC_ALEXNET} from './presets/bvlc-alexnet';
export {CAFFENET} from './presets/caffenet';
export {ALEXNET_MINI} from './presets/alexnet-mini';
export {SQUEEZENET_1_0} from './presets/squeezenet-1-0';
export {SQUEEZENET_1_1} from './presets/squeezenet-1-1';
export {PRESETS, listPresets} from './presets/presets';
export type * from './presets/preset';
export type {
  ConstantScheduleConfig,
  CosineScheduleConfig,
  PlateauScheduleConfig,
  PolynomialScheduleConfig,
  ScheduleConfig,
  StepScheduleConfig,
} from './presets/schedule-config';
