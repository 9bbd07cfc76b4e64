/** The published networks as data; needs no TensorFlow.js. */
export {ALEXNET} from './presets/alexnet';
export {ALEXNET_ONE_TOWER} from './presets/alexnet-one-tower';
export {ALEXNET_OWT} from './presets/alexnet-owt';
export {BVLC_ALEXNET} from './presets/bvlc-alexnet';
export {CAFFENET} from './presets/caffenet';
export {ALEXNET_MINI} from './presets/alexnet-mini';
export {PRESETS, listPresets} from './presets/presets';
export type {
  AugmentationConfig,
  ConvRow,
  DenseRow,
  DropoutRow,
  FlattenRow,
  InitConfig,
  LayerRow,
  LRNRow,
  MaxPoolRow,
  PreprocessConfig,
  Preset,
  SoftmaxRow,
  TrainConfig,
} from './presets/preset';
export type {
  ConstantScheduleConfig,
  CosineScheduleConfig,
  PlateauScheduleConfig,
  PolynomialScheduleConfig,
  ScheduleConfig,
  StepScheduleConfig,
} from './presets/schedule-config';
