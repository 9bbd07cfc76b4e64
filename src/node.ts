/**
 * What needs Node: folders of photos, checkpoints, model directories, backends.
 *
 * @module
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
  decodePhoto,
  decodeSquare,
  type DecodedPhoto,
  type DecodeOptions,
  type DecodeSquareOptions,
  type PhotoLayout,
} from './data/decode-photo.node.js';
export {drawCatsAndDogs, type DrawnPhotosOptions, type DrawnPhotosReport} from './data/drawn-photos.node.js';
export {DEFAULT_MAX_PIXELS} from './data/photo-list';

// Training
export {trainOnPhotos, type TrainOnPhotosReport} from './runs/train-on-photos.node.js';
export type {TrainOnPhotosOptions} from './runs/train-on-photos-options';
export type {TrainProgress} from './training/progress';
export type {ReportData} from './runs/report-data';
export {writeReport} from './visualize/report.node.js';
export {writeGallery, readTrainingHistory, type GalleryReport} from './visualize/gallery.node.js';

// What lies on disk
export {fileSystemIO} from './disk/file-system-io.node.js';
export {CheckpointStore, type CheckpointStoreOptions} from './runs/checkpoint-store.node.js';
export type {Checkpoint} from './training/checkpoint';
export {HistoryFile} from './runs/history-file.node.js';
export {openModel, type OpenedModel} from './weights/open-model.node.js';
export {openWeights, type OpenedWeights} from './weights/open-weights.node.js';
export {importModel, type ImportedModel, type ImportModelOptions} from './weights/import-model.node.js';
export {checkExport, exportModel, type ExportModelOptions} from './weights/export-model.node.js';

// Published weights
export {loadPretrained} from './pretrained/load-pretrained.node.js';
export {
  downloadPretrained,
  type DownloadedWeights,
  type DownloadPretrainedOptions,
} from './pretrained/download-pretrained.node.js';
export {pretrainedTable} from './pretrained/pretrained-table.node.js';
export {directoryStore} from './pretrained/stores/directory-store.node.js';
export {cacheDirectory, type CacheDirectoryHost} from './pretrained/stores/cache-directory.node.js';

// Backends
export {
  chooseBackend,
  BACKEND_NAMES,
  type BackendName,
  type BackendReport,
  type ChooseBackendOptions,
} from './backends/choose-backend.node.js';
export {diagnoseBackends, type BackendDiagnosis} from './backends/diagnose-backends.node.js';
export {
  setupTensorFlow,
  SETUP_PACKAGES,
  type SetupProgress,
  type SetupTensorFlowOptions,
  type SetupTensorFlowReport,
} from './setup/setup-tensorflow.node.js';
export type {ProcessOptions, ProcessResult, RunProcess} from './setup/run-process.node.js';
