import type {SkippedPhoto} from '../data/image-source';
import type {TrainReport} from '../training/train-report';
import type {LoadWeightsReport} from '../weights/load-weights';

/** The result of training on photos. */
export interface TrainOnPhotosReport extends TrainReport {
  /** The model directory. */
  model: string;
  /** Name of the tfjs backend. */
  backend: string;
  /** Kernels of the wasm backend, in words; where they are not native, why. */
  kernels?: string | undefined;
  /** Id of the preset. */
  preset: string;
  /** Class names in the order of the outputs. */
  classes: string[];
  /** Photos of the training set. */
  trainingCount: number;
  /** Photos of the validation set. */
  validationCount: number;
  /** Files that were found but not used, and why. */
  skipped: readonly SkippedPhoto[];
  /** The weights that the training started from. */
  weights?: Pick<LoadWeightsReport, 'format' | 'keys' | 'kept' | 'extra'> & {
    /** Number of arrays taken from the file. */
    taken: number;
  };
  /** The layer whose output was computed once per photo. */
  frozenBoundary?: string;
}
