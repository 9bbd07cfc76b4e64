import type {RgbaPicture} from '../drawing/filter-grid';
import type {TrainProgress} from '../training/progress';
import type {EvaluationPoint} from '../training/train-state';
import type {
  TrainerActivationsOptions,
  TrainerEvaluation,
  TrainerFilters,
  TrainerNetwork,
  TrainerOcclusion,
  TrainerPreparing,
  TrainerSample,
  TrainerWeights,
  TrainerWeightsInfo,
} from './network-types';
import type {PhotoBlob} from './image-types';
import type {SentImage} from './sendable-images';
import type {SentSet} from './training-set';
import type {Watched} from './training-watch';
import type {
  CreateTrainerOptions,
  TrainerBackend,
  TrainerExportFormat,
  TrainerPrediction,
  TrainerReport,
  TrainerRun,
  TrainerRunData,
  TrainerSettings,
} from './trainer-types';

/** Events of a call, from the worker. */
export type TrainerEvent =
  | {kind: 'progress'; progress: TrainProgress}
  | {kind: 'evaluation'; evaluation: EvaluationPoint; isBest: boolean}
  | {kind: 'checkpoint'; step: number}
  | {kind: 'warning'; message: string}
  | {kind: 'preparing'; preparing: TrainerPreparing}
  | {kind: 'predictions'; predictions: TrainerSample[]}
  | {kind: 'filters'; filters: TrainerFilters}
  /** Of `occlusion`: positions that are done. */
  | {kind: 'done'; done: number; total: number};

/** Weights in a form that can be sent to a worker, with what is needed to open them. */
export interface SentWeights {
  weights: TrainerWeights;
  mirror: string | undefined;
}

/** A model directory as it is sent: its files by path, or one zip with a name for errors. */
export type SentModel =
  {files: Record<string, Uint8Array>} | {zip: PhotoBlob | Uint8Array | ArrayBuffer; name: string};

/** The methods of the worker: arguments and results. */
export interface TrainerCalls {
  start: [
    args: Pick<CreateTrainerOptions, 'backend' | 'threads' | 'wasmPath' | 'folder'>,
    result: TrainerBackend,
  ];
  setBackend: [args: Pick<CreateTrainerOptions, 'backend' | 'threads' | 'wasmPath'>, result: TrainerBackend];
  train: [
    args: {
      settings: TrainerSettings;
      data: SentSet;
      validation: SentSet | undefined;
      weights: SentWeights | undefined;
      run: string | undefined;
      watched: Watched;
    },
    result: TrainerReport,
  ];
  resume: [args: {run: string; watched: Watched}, result: TrainerReport];
  /** Ends the training, if one runs, which then returns its report. */
  stop: [args: undefined, result: undefined];
  inspectWeights: [
    args: SentWeights & {preset: string | undefined; retries: number | undefined},
    result: TrainerWeightsInfo,
  ];
  predict: [args: {images: SentImage[]; top: number}, result: TrainerPrediction[]];
  evaluate: [args: {data: SentSet | undefined}, result: TrainerEvaluation];
  network: [args: undefined, result: TrainerNetwork | undefined];
  filters: [args: undefined, result: TrainerFilters | undefined];
  activations: [
    args: {image: SentImage; layer: string; options: TrainerActivationsOptions},
    result: RgbaPicture,
  ];
  occlusion: [args: {image: SentImage}, result: TrainerOcclusion];
  openModel: [args: SentModel, result: TrainerNetwork];
  exportModel: [args: {format: TrainerExportFormat}, result: Record<string, Uint8Array>];
  listRuns: [args: undefined, result: TrainerRun[]];
  readRun: [args: {run: string}, result: TrainerRunData];
  removeRun: [args: {run: string}, result: undefined];
  /** Stops the training, if one runs, and waits until it is saved. */
  close: [args: undefined, result: undefined];
}
