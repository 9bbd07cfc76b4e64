/**
 * Everything that needs Node: folders of photos, run directories and checkpoints, model directories, choosing a backend.
 *
 * @module tfjs-alexnet/node
 */

// Photos
export {photoFolder, type PhotoFolder, type PhotoFolderOptions} from './data/photo-folder.node.js';
export {
  openPhotos,
  type OpenedPhotos,
  type OpenPhotosOptions,
  type OpenPhotosProgress,
} from './data/open-photos.node.js';
export {
  readShards,
  type ReadShardsOptions,
  type LabelShardsOptions,
  type ShardPhotos,
} from './data/shards/read-shards.node.js';
export {
  writeShards,
  type ShardsReport,
  type WriteShardsOptions,
  type WriteShardsProgress,
} from './data/shards/write-shards.node.js';
export {
  decodePhoto,
  type DecodedPhoto,
  type DecodeOptions,
  type PhotoLayout,
} from './data/decode-photo.node.js';
export {readBinaryImages, type ReadBinaryImagesOptions} from './data/binary/read-binary-images.node.js';
export {
  downloadDataSet,
  type DownloadDataSetOptions,
  type DownloadedDataSet,
} from './data/download-data-set.node.js';
export {drawCatsAndDogs, type DrawnPhotosOptions, type DrawnPhotosReport} from './data/drawn-photos.node.js';

// Training
export {trainOnPhotos} from './runs/train-on-photos.node.js';
export type {TrainOnPhotosReport} from './runs/train-on-photos-report';
export type {TrainingSummary, TrainOnPhotosOptions} from './runs/train-on-photos-options';
export type {TrainProgress} from './training/progress';
export {CheckpointStore, type CheckpointStoreOptions} from './runs/checkpoint-store.node.js';
export type {Checkpoint} from './training/checkpoint';
export {writeReport} from './visualize/report.node.js';
export type {ReportData, ReportPhoto} from './runs/report-data';

// Models and weights on disk
export {fileSystemIO} from './disk/file-system-io.node.js';
export {openModel, type OpenedModel} from './weights/open-model.node.js';
export {openWeights, type OpenedWeights} from './weights/open-weights.node.js';
export {importModel, type ImportedModel, type ImportModelOptions} from './weights/import-model.node.js';
export {exportModel, type ExportModelOptions} from './weights/export-model.node.js';
export {loadPretrained} from './pretrained/load-pretrained.node.js';
export {downloadPretrained, type DownloadedWeights} from './pretrained/download-pretrained.node.js';
export type {DownloadPretrainedOptions} from './pretrained/node-platform.node.js';

// Backends
export {
  chooseBackend,
  type BackendName,
  type BackendReport,
  type ChooseBackendOptions,
} from './backends/choose-backend.node.js';
