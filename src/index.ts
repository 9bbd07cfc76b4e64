/**
 * Entry for browsers and Node: models, layers, initializers, augmentation, training, evaluation, weight files and
 * visualization. Importing it has no side effect and loads no backend.
 *
 * @module tfjs-alexnet
 */

// Models
export {createAlexNet, createModel, type CreateAlexNetOptions} from './models/create-model';
export {type BuildModelOptions} from './models/build-model';
export {type PlanOptions} from './models/plan-layers';
export {listPresets, type PresetName} from './presets/presets';
export type * from './presets/preset';
export type * from './presets/schedule-config';
export {describeModel, type LayerDescription, type ModelDescription} from './models/describe-model';
export {featureExtractor} from './models/feature-extractor';
export {freezeLayers} from './training/frozen/freeze-layers';
export {
  compressDense,
  type CompressDenseOptions,
  type CompressDenseReport,
  type CompressedLayer,
} from './models/compress-dense';
export {
  networkFromCaffe,
  type CaffeNetwork,
  type NetworkFromCaffeOptions,
} from './definitions/caffe/network-from-caffe';
export {networkFromOnnx} from './definitions/onnx/network-from-onnx';
export {type DefinedNetwork, type NetworkFromDefinitionOptions} from './definitions/defined-network';

// Layers
export {
  LocalResponseNormalization,
  localResponseNormalization,
  type LocalResponseNormalizationArgs,
  type LRNFromSizeArgs,
} from './layers/local-response-normalization';
export {type LayerArgs} from './layers/layer-args';
export {type LRNOptions} from './ops/lrn';
export {GroupedConv2D, groupedConv2d, type GroupedConv2DArgs} from './layers/grouped-conv2d';
export {groupedConv1d, type GroupedConv1D, type GroupedConv1DArgs} from './layers/grouped-conv1d';
export {steppedDropout, type SteppedDropout, type SteppedDropoutArgs} from './layers/stepped-dropout';
export {
  ceilMaxPooling2d,
  type CeilMaxPooling2D,
  type CeilMaxPooling2DArgs,
} from './layers/ceil-max-pooling2d';
export {
  paddedMaxPooling2d,
  type PaddedMaxPooling2D,
  type PaddedMaxPooling2DArgs,
} from './layers/padded-max-pooling2d';
export {
  paddedAveragePooling2d,
  type PaddedAveragePooling2D,
  type PaddedAveragePooling2DArgs,
} from './layers/padded-average-pooling2d';
export {type PoolingWindow, type PoolingWindowArgs} from './layers/pooling-window';
export {
  spatialResponseNormalization,
  type SpatialResponseNormalization,
  type SpatialResponseNormalizationArgs,
} from './layers/spatial-response-normalization';
export {type SpatialLRNOptions} from './ops/spatial-lrn';
export {channelScale, type ChannelScale, type ChannelScaleArgs} from './layers/channel-scale';
export {type Padding, type Size, type SizeLike} from './core/shapes';
export {registerLayers} from './layers/register-layers';

// Initializers
export {gaussian, type Gaussian, type GaussianArgs} from './initializers/gaussian';
export {
  truncatedGaussian,
  type TruncatedGaussian,
  type TruncatedGaussianArgs,
} from './initializers/truncated-gaussian';
export {xavier, type Xavier, type XavierArgs} from './initializers/xavier';
export {msra, type Msra, type MsraArgs} from './initializers/msra';
export {type FanMode} from './initializers/fan';
export {
  type Initializer,
  type SeededInitializer,
  type SeededInitializerArgs,
} from './initializers/seeded-initializer';

// Images: preprocessing, augmentation, sources
export {
  parsePreprocessing,
  serializePreprocessing,
  type Preprocessing,
  type EncodedMeanImage,
} from './core/preprocessing';
export {makePreprocessing, type MakePreprocessingArgs} from './training/make-preprocessing';
export {computeMean, type ComputeMeanOptions, type MeanReport} from './data/compute-mean';
export type {RgbComponents} from './core/channel-moments';
export type {Images} from './augmentation/image-batch';
export {resizeShorterSide} from './augmentation/resize-shorter-side';
export {randomCrop, type SeededOptions} from './augmentation/random-crop';
export {randomResizedCrop, type ResizedCropRange} from './augmentation/random-resized-crop';
export {centerCrop} from './augmentation/center-crop';
export {tenCrop} from './augmentation/ten-crop';
export type {CropSize} from './augmentation/crop-window';
export type {CropWindow} from './augmentation/pick-pixels';
export {randomFlipLeftRight, type RandomFlipOptions} from './augmentation/random-flip-left-right';
export {subtractMean} from './augmentation/subtract-mean';
export {
  PcaColorJitter,
  type PcaColorJitterArgs,
  type JitterMagnitude,
  type ImageBatches,
} from './augmentation/pca-color-jitter';
export {compose, type AugmentationStep} from './augmentation/compose';
export {
  evaluationTransform,
  type EvaluationTransform,
  type TrainingTransformOptions,
} from './augmentation/batch-transform';
export type {ImageSource, SkippedPhoto} from './data/image-source';
export type {ImageStatistics} from './data/image-statistics';
export {tensorSource, type TensorSourceOptions} from './data/tensor-source';

// Training
export {train} from './training/train';
export type {ClassWeights} from './data/image-weights';
export type {TrainReport} from './training/train-report';
export type {
  FrozenFeaturesOptions,
  FrozenViews,
  TrainAugmentation,
  TrainOptions,
} from './training/train-options';
export type {HistoryRow} from './training/history';
export {MomentumSGD, momentumSGD, type MomentumSGDArgs} from './optimizers/momentum-sgd';
export {type NamedTensor} from './optimizers/velocity-store';
export {type GradientClipArgs} from './optimizers/gradient-clip';
export {type WeightMultiplier, type WeightMultipliers} from './optimizers/weight-multipliers';
export {type Schedule} from './schedules/schedule';
export {stepSchedule, type StepScheduleArgs} from './schedules/step-schedule';
export {polynomialSchedule, type PolynomialScheduleArgs} from './schedules/polynomial-schedule';
export {cosineSchedule, type CosineScheduleArgs} from './schedules/cosine-schedule';
export {withWarmup} from './schedules/with-warmup';
export {
  PlateauSchedule,
  type PlateauScheduleArgs,
  type PlateauScheduleState,
} from './schedules/plateau-schedule';
export {type ImprovementArgs} from './schedules/improvement-rule';
export type {StallMonitorArgs, StallReport} from './schedules/stall-monitor';
export {type JsonNumber} from './core/json-number';
export {type MetricMode, type MonitorState} from './callbacks/metric-mode';
export {
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
  type ReduceLROnPlateauState,
} from './callbacks/reduce-lr-on-plateau';
export {
  ModelCheckpoint,
  type ModelCheckpointInfo,
  type ModelCheckpointOptions,
  type ModelCheckpointState,
  type SaveTarget,
} from './callbacks/model-checkpoint';
export {EarlyStopping, type EarlyStoppingOptions, type EarlyStoppingState} from './callbacks/early-stopping';
export {
  LearningRateSchedule,
  type LearningRateScheduleOptions,
  type LearningRateScheduleState,
} from './callbacks/learning-rate-schedule';
export {TensorBoard, type TensorBoardOptions} from './callbacks/tensorboard';
export {StallDetector, type StallDetectorOptions} from './callbacks/stall-detector';

// Evaluation
export {evaluateModel, type EvaluateOptions, type EvaluationReport} from './evaluation/evaluate-model';
export {predictImages, type PredictOptions, type ImagePrediction} from './evaluation/predict-images';
export {tenCropPredict} from './evaluation/ten-crop-predict';
export {topK, type ClassScore} from './evaluation/top-k';
export {confusionMatrix} from './evaluation/confusion-matrix';
export {
  extractFeatures,
  type ExtractFeaturesOptions,
  type FeatureReport,
} from './evaluation/extract-features';
export {nearestRows, type FeatureRows, type Neighbor} from './evaluation/nearest-rows';

// Weights
export {
  loadWeights,
  type LoadWeightsOptions,
  type LoadWeightsReport,
  type WeightSource,
} from './weights/load-weights';
export {loadPretrained, type PretrainedOptions} from './pretrained/load-pretrained';
export type {DownloadOptions} from './pretrained/ensure-pretrained';
export type {PretrainedModel} from './pretrained/load-pretrained-on';
export type {DownloadProgress, FileProvenance} from './pretrained/download/ensure-file';
export type {ExclusiveOptions, FileOrigin, PartialFile, WeightStore} from './pretrained/stores/weight-store';
export type {FileDigest, PretrainedWeights, PublishedAccuracy} from './presets/pretrained';
export {networkOfWeights, type WeightsNetwork} from './weights/weights-network';
export {type MatchOptions} from './weights/match-weights';
export {type WeightLayout} from './models/weight-layout';
export {type NamedArray} from './core/named-array';
export type {WeightFile, WeightFormat} from './formats/weight-file';
export type {ReadOptions} from './formats/source-file';
export {parseWeightFile, type ParseWeightFileOptions} from './formats/parse-weight-file';
export {parseSafetensors} from './formats/safetensors/parse-safetensors';
export {parseTorchCheckpoint} from './formats/torch/parse-torch-checkpoint';
export {parseNpz} from './formats/numpy/parse-npz';
export {parseCaffeModel} from './formats/caffe/parse-caffe-model';
export type {CaffeLayer, CaffeMessage, CaffeModel, CaffeValue} from './formats/caffe/caffe-model';
export {parseOnnx} from './formats/onnx/parse-onnx';
export type {OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxValue} from './formats/onnx/onnx-model';
export {writeSafetensors, type WriteSafetensorsOptions} from './weights/write-safetensors';
export {type ExportKeys, type ExportWeightsOptions} from './weights/export-weights';
export {type FloatType} from './formats/encode-floats';
export {writeOnnx, type WriteOnnxOptions} from './weights/write-onnx';

// Visualization
export {encodePng, type PngPicture} from './drawing/encode-png';
export {
  drawFilterGrid,
  type FilterGridOptions,
  type FilterKernel,
  type RgbaPicture,
} from './drawing/filter-grid';
export {firstFilters, type FirstFilters} from './models/first-filters';
export {
  activationMaps,
  drawActivationMaps,
  type ActivationMaps,
  type DrawActivationMapsOptions,
} from './visualize/activation-maps';
export {
  occlusionMap,
  drawOcclusionMap,
  type OcclusionMap,
  type OcclusionMapOptions,
} from './visualize/occlusion-map';

// Errors
export {AlexNetError, type AlexNetErrorCode, type AlexNetErrorFields} from './errors';
