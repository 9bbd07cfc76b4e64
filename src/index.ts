/**
 * The layers, initializers, presets, augmentation, training and evaluation of the AlexNet era for TensorFlow.js.
 * Runs anywhere; importing it has no side effect and loads no backend.
 *
 * @module
 */

// Models
export {createAlexNet, createModel, type CreateAlexNetOptions} from './models/create-model';
export {type BuildModelOptions} from './models/build-model';
export {type PlanOptions} from './models/plan-layers';
export {networkFromCaffe, type CaffeNetwork, type NetworkFromCaffeOptions} from './models/network-from-caffe';
export {networkFromOnnx} from './models/network-from-onnx';
export {type DefinedNetwork, type NetworkFromDefinitionOptions} from './models/defined-network';
export {describeModel, type LayerDescription, type ModelDescription} from './models/describe-model';
export {featureExtractor} from './models/feature-extractor';
export {logitsModel} from './models/logits-model';
export {
  compressDense,
  type CompressDenseOptions,
  type CompressDenseReport,
  type CompressedLayer,
} from './models/compress-dense';
export {listPresets} from './presets/presets';
export type * from './presets/preset';
export type * from './presets/schedule-config';

// Layers, ops, initializers
export {
  LocalResponseNormalization,
  localResponseNormalization,
  type LayerArgs,
  type LocalResponseNormalizationArgs,
  type LRNFromSizeArgs,
} from './layers/local-response-normalization';
export {type LRNOptions} from './ops/lrn';
export {GroupedConv2D, groupedConv2d, type GroupedConv2DArgs} from './layers/grouped-conv2d';
export {SteppedDropout, steppedDropout, type SteppedDropoutArgs} from './layers/stepped-dropout';
export {CeilMaxPooling2D, ceilMaxPooling2d, type CeilMaxPooling2DArgs} from './layers/ceil-max-pooling2d';
export {
  PaddedMaxPooling2D,
  paddedMaxPooling2d,
  type PaddedMaxPooling2DArgs,
} from './layers/padded-max-pooling2d';
export {
  PaddedAveragePooling2D,
  paddedAveragePooling2d,
  type PaddedAveragePooling2DArgs,
} from './layers/padded-average-pooling2d';
export {type PoolingWindow, type PoolingWindowArgs} from './layers/pooling-window';
export {
  SpatialResponseNormalization,
  spatialResponseNormalization,
  type SpatialResponseNormalizationArgs,
} from './layers/spatial-response-normalization';
export {type SpatialLRNOptions} from './ops/spatial-lrn';
export {ChannelScale, channelScale, type ChannelScaleArgs} from './layers/channel-scale';
export {type Padding, type Size, type SizeLike} from './core/shapes';
export {registerLayers} from './layers/register-layers';
export {gaussian, Gaussian, type GaussianArgs} from './initializers/gaussian';
export {
  truncatedGaussian,
  TruncatedGaussian,
  type TruncatedGaussianArgs,
} from './initializers/truncated-gaussian';
export {xavier, Xavier, type XavierArgs} from './initializers/xavier';
export {msra, Msra, type MsraArgs} from './initializers/msra';
export {type FanMode} from './initializers/fan';
export {
  type Initializer,
  type SeededInitializer,
  type SeededInitializerArgs,
} from './initializers/seeded-initializer';

// Augmentation and data
export {
  parsePreprocessing,
  serializePreprocessing,
  encodeMeanImage,
  decodeMeanImage,
  type Preprocessing,
  type EncodedMeanImage,
} from './core/preprocessing';
export type {RgbComponents} from './core/channel-moments';
export type {Images} from './augmentation/image-batch';
export {resizeShorterSide} from './augmentation/resize-shorter-side';
export {cropImages, type CropWindow, type CropSize} from './augmentation/crop-window';
export {randomCrop, drawCrop, type SeededOptions} from './augmentation/random-crop';
export {centerCrop} from './augmentation/center-crop';
export {tenCrop} from './augmentation/ten-crop';
export {
  randomFlipLeftRight,
  flipLeftRight,
  drawFlip,
  type RandomFlipOptions,
} from './augmentation/random-flip-left-right';
export {
  randomResizedCrop,
  resizedCrop,
  drawResizedCrop,
  type ResizedCropRange,
} from './augmentation/random-resized-crop';
export {subtractMean} from './augmentation/subtract-mean';
export {
  PcaColorJitter,
  shiftColors,
  type PcaColorJitterArgs,
  type JitterMagnitude,
  type ImageBatches,
} from './augmentation/pca-color-jitter';
export {compose, type AugmentationStep} from './augmentation/compose';
export {
  trainingTransform,
  evaluationTransform,
  type TrainingTransform,
  type EvaluationTransform,
  type TrainingTransformOptions,
  type BatchPosition,
} from './augmentation/batch-transform';
export type {ImageSource, SkippedPhoto} from './data/image-source';
export type {ImageStatistics} from './data/image-statistics';
export {tensorSource, type TensorSourceOptions} from './data/tensor-source';
export {computeMean, type ComputeMeanOptions, type MeanReport} from './data/compute-mean';
export {splitPhotos, type PhotoSplit} from './data/split-photos';
export {countPerClass, type Photo, type PhotoList} from './data/photo-list';
export {RandomStream, type RandomKey, type RandomState} from './core/random';

// Training and evaluation
export {train, type TrainReport} from './training/train';
export type {TrainOptions, TrainAugmentation} from './training/train-options';
export {momentumSGD, MomentumSGD, type MomentumSGDArgs} from './optimizers/momentum-sgd';
export {type NamedTensor} from './optimizers/velocity-store';
export {type WeightMultiplier, type WeightMultipliers} from './optimizers/weight-multipliers';
export {type Schedule} from './schedules/schedule';
export {constantSchedule} from './schedules/constant-schedule';
export {stepSchedule, type StepScheduleArgs} from './schedules/step-schedule';
export {polynomialSchedule, type PolynomialScheduleArgs} from './schedules/polynomial-schedule';
export {cosineSchedule, type CosineScheduleArgs} from './schedules/cosine-schedule';
export {withWarmup} from './schedules/with-warmup';
export {
  PlateauSchedule,
  type PlateauScheduleArgs,
  type PlateauScheduleState,
} from './schedules/plateau-schedule';
export {
  scheduleFromConfig,
  type LearningRate,
  type LearningRateState,
} from './schedules/schedule-from-config';
export {StallMonitor, type StallMonitorArgs, type StallReport} from './schedules/stall-monitor';
export {ReduceLROnPlateau, type ReduceLROnPlateauOptions} from './callbacks/reduce-lr-on-plateau';
export {
  ModelCheckpoint,
  type ModelCheckpointInfo,
  type ModelCheckpointOptions,
  type SaveTarget,
} from './callbacks/model-checkpoint';
export {TensorBoard, type TensorBoardOptions} from './callbacks/tensorboard';
export {StallDetector, type StallDetectorOptions} from './callbacks/stall-detector';
export {
  encodeFileVersion,
  encodeScalars,
  encodeImage,
  encodeHistogram,
  type LoggedImage,
} from './core/tensorboard-events';
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
export {nearestRows, neighborAgreement, type FeatureRows, type Neighbor} from './evaluation/nearest-rows';
export {linearBaseline, type LabeledPictures, type LinearBaselineOptions} from './evaluation/linear-baseline';
export {
  benchmarkModel,
  type BenchmarkOptions,
  type BenchmarkReport,
  type Timing,
} from './training/benchmark-model';
export {readModelWeights, writeModelWeights} from './models/model-weights';
export {type NamedArray} from './core/named-array';
export {freezeLayers} from './training/freeze-layers';
export {frozenBoundary} from './models/split-model';
export type {FrozenFeaturesOptions, FrozenViews} from './training/frozen-features';
export {makePreprocessing, type MakePreprocessingArgs} from './training/make-preprocessing';
export {parseHistory, type HistoryRow} from './training/history';

// Weights
export type {WeightFile, WeightFormat} from './weights/weight-file';
export {
  loadWeights,
  type LoadWeightsOptions,
  type LoadWeightsReport,
  type WeightSource,
} from './exchange/load-weights';
export {loadPretrained, type PretrainedModel, type PretrainedOptions} from './exchange/load-pretrained';
export type {DownloadProgress, FileProvenance} from './download/ensure-file';
export {memoryStore} from './download/memory-store';
export {
  cacheStorageStore,
  type CacheStorageHost,
  type CacheStorageStoreOptions,
} from './download/cache-storage-store';
export type {ExclusiveOptions, FileOrigin, PartialFile, WeightStore} from './download/weight-store';
export {listPretrained} from './presets/pretrained';
export type {FileDigest, PretrainedWeights, PublishedAccuracy} from './presets/pretrained';
export {networkOfWeights, type WeightsNetwork} from './exchange/weights-network';
export {type MatchOptions} from './weights/match-weights';
export {type WeightLayout} from './weights/key-map';
export {exportWeights, type ExportKeys, type ExportWeightsOptions} from './exchange/export-weights';
export {writeSafetensors, type WriteSafetensorsOptions} from './exchange/write-safetensors';
export {writeNpz, type WriteNpzOptions} from './exchange/write-npz';
export {writeOnnx, type WriteOnnxOptions} from './exchange/write-onnx';
export {quantizedIO, type QuantizedIOOptions} from './exchange/quantized-io';
export {type Quantization} from './weights/quantize';
export {encodeSafetensors, type EncodeSafetensorsOptions} from './weights/encode-safetensors';
export {encodeNpz} from './weights/encode-npz';
export {type FloatType} from './weights/encode-floats';
export type {ReadOptions} from './weights/source-file';
export {parseWeightFile, type ParseWeightFileOptions} from './weights/parse-weight-file';
export {detectFormat} from './weights/detect-format';
export {parseSafetensors} from './weights/parse-safetensors';
export {parseTorchCheckpoint} from './weights/parse-torch-checkpoint';
export {parseNpz} from './weights/parse-npz';
export {parseNpy} from './weights/parse-npy';
export {parseCaffeModel} from './weights/parse-caffe-model';
export {parseMeanBinaryproto} from './weights/parse-mean-binaryproto';
export type {CaffeLayer, CaffeMessage, CaffeModel, CaffeValue} from './weights/caffe-model';
export {parseOnnx} from './weights/parse-onnx';
export type {OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxValue} from './weights/onnx-model';
export {parseTfjsModel} from './weights/parse-tfjs-model';

// Pictures and files
export {encodePng, type PngPicture} from './core/png';
export {encodeNpy} from './core/npy';
export {
  drawFilterGrid,
  type FilterGridOptions,
  type FilterKernel,
  type RgbaPicture,
} from './core/filter-grid';
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
export {
  gatherGallery,
  featureLayer,
  type GalleryData,
  type GatherGalleryOptions,
  type NeighborRow,
} from './visualize/gallery-data';
export {firstFilters} from './training/first-filters';
export type {ReportData, ReportPhoto} from './training/report-data';

// Errors
export {AlexNetError, type AlexNetErrorCode, type AlexNetErrorFields} from './errors';
