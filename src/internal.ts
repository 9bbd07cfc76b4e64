/**
 * Exports for the command, the scripts and the benchmark that the public entries do not have.
 *
 * The package does not export it: only its own `#internal` resolves to this file, so that they share one copy of every
 * module with the library.
 */
export {BACKEND_NAMES} from './backends/choose-backend.node.js';
export {diagnoseBackends, type BackendDiagnosis} from './backends/diagnose-backends.node.js';
export {nearest} from './core/check';
export {printable, printableJson, printableName} from './core/printable';
export {encodeMeanImage} from './core/preprocessing';
export {labeledPhotos} from './data/labeled-photos.node.js';
export {photosAt} from './data/photos-at.node.js';
export {unlabeledPhotos} from './data/photo-folder.node.js';
export {DEFAULT_MAX_PIXELS} from './data/photo-list';
export {photoDecoder} from './data/decoding/photo-decoder.node.js';
export {skippedLines} from './data/skipped-lines';
export {ioError, writeFileAtomic} from './disk/atomic-file.node.js';
export {requireWritable} from './disk/require-writable.node.js';
export {linearBaseline} from './evaluation/linear-baseline';
export {encodeNpy} from './formats/numpy/encode-npy';
export {logitsModel} from './models/logits-model';
export {DATA_SETS} from './presets/data-sets';
export {dataSetTable} from './pretrained/data-sets/data-set-table.node.js';
export {pretrainedTable} from './pretrained/pretrained-table.node.js';
export {
  setupTensorFlow,
  SETUP_PACKAGES,
  type SetupProgress,
  type SetupTensorFlowReport,
} from './setup/setup-tensorflow.node.js';
export {benchmarkModel, type BenchmarkReport} from './training/benchmark-model';
export {gatherSettings, requirePresetPreprocessing} from './runs/gather-options.node.js';
export {readRunSettings} from './runs/run-file.node.js';
export {takeTrainingJob} from './runs/scale-out/take-training-job.node.js';
export {writeTrainingJob, type TrainingJobOptions} from './runs/scale-out/write-training-job.node.js';
export {readSettingsFile} from './runs/settings/settings-file.node.js';
export {gatherGallery} from './visualize/gallery-data';
export {filesOfGallery, isGalleryFile} from './visualize/gallery-page';
export {readTrainingHistory, writeGallery} from './visualize/gallery.node.js';
export {checkExport} from './weights/export-model.node.js';
