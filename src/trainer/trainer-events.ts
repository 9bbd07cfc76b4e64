import type {TrainProgress} from '../training/progress';
import type {EvaluationPoint} from '../training/train-state';
import type {SentImage} from './sendable-images';
import type {SentSet} from './training-set';
import type {
  CreateTrainerOptions,
  TrainerBackend,
  TrainerExportFormat,
  TrainerPrediction,
  TrainerReport,
  TrainerRun,
  TrainerSettings,
} from './trainer-types';
import type {RgbaPicture} from '../drawing/filter-grid';

/** Events of a training, from the worker. */
export type TrainerEvent =
  | {kind: 'progress'; progress: TrainProgress}
  | {kind: 'evaluation'; evaluation: EvaluationPoint; isBest: boolean}
  | {kind: 'checkpoint'; step: number}
  | {kind: 'warning'; message: string};

/** The methods of the worker: arguments and results. */
export interface TrainerCalls {
  start: [
    args: Pick<CreateTrainerOptions, 'backend' | 'threads' | 'wasmPath' | 'folder'>,
    result: TrainerBackend,
  ];
  train: [
    args: {
      settings: TrainerSettings;
      data: SentSet;
      validation: SentSet | undefined;
      run: string | undefined;
    },
    result: TrainerReport,
  ];
  resume: [args: {run: string}, result: TrainerReport];
  predict: [args: {images: SentImage[]; top: number}, result: TrainerPrediction[]];
  filters: [args: undefined, result: {layer: string; picture: RgbaPicture} | undefined];
  exportModel: [args: {format: TrainerExportFormat}, result: Record<string, Uint8Array>];
  listRuns: [args: undefined, result: TrainerRun[]];
  removeRun: [args: {run: string}, result: undefined];
  /** Stops the training, if one runs, and waits until it is saved. */
  close: [args: undefined, result: undefined];
}
