/**
 * What needs Node: folders of photos, checkpoints, model directories, backends.
 *
 * @module
 */

// Photos
export {photoFolder, type PhotoFolder, type PhotoFolderOptions} from './data/photo-folder.node';
export {
  openPhotos,
  type OpenedPhotos,
  type OpenPhotosOptions,
  type OpenPhotosProgress,
} from './data/open-photos.node';
export {
  decodePhoto,
  decodeSquare,
  type DecodedPhoto,
  type DecodeOptions,
  type DecodeSquareOptions,
  type PhotoLayout,
} from './data/decode-photo.node';
export {DEFAULT_MAX_PIXELS} from './data/photo-list';

// Training
export {trainOnPhotos, type TrainOnPhotosReport} from './training/train-on-photos.node';
export type {TrainOnPhotosOptions} from './training/train-on-photos-options';
export type {TrainProgress} from './training/progress';
export type {ReportData} from './training/report-data';
export {writeReport} from './visualize/report.node';

// What lies on disk
export {fileSystemIO} from './training/file-system-io.node';
export {CheckpointStore, type CheckpointStoreOptions} from './training/checkpoint-store.node';
export type {Checkpoint} from './training/checkpoint';
export {HistoryFile} from './training/history-file.node';
export {openModel, type OpenedModel} from './training/open-model.node';

// Backends
export {
  chooseBackend,
  BACKEND_NAMES,
  type BackendName,
  type BackendReport,
  type ChooseBackendOptions,
} from './backends/choose-backend.node';
export {diagnoseBackends, type BackendDiagnosis} from './backends/diagnose-backends.node';
