import type {SkippedPhoto} from '../data/image-source';
import type {ClassScore} from '../evaluation/top-k';
import type {FirstFilters} from '../models/first-filters';
import type {HistoryRow} from '../training/history';
import type {EvaluationPoint} from '../training/train-state';

/** A held-out photo as the report shows it. */
export interface ReportPhoto {
  /** Path inside its folder. */
  name: string;
  /** Position of the right class. */
  label: number;
  /** What the model said, best first; `score` is the probability. */
  top: ClassScore[];
  /** [side, side, 3] bytes, RGB: the square that evaluation looks at, before the mean is subtracted. */
  pixels: Uint8Array;
  side: number;
}

/** Everything that the report of a run shows. Plain data. */
export interface ReportData {
  /** Id of the preset. */
  preset: string;
  /** Name of the tfjs backend. */
  backend: string;
  /** Of the session that ended the run. */
  seconds: number;
  /** Fraction of that time spent waiting for photos, in [0, 1]. */
  waitedFraction: number;
  /** Steps of the whole run. */
  steps: number;
  epochs: number;
  /** One row a step, those before a resume included. */
  history: HistoryRow[];
  classes: string[];
  /** Photos learned from. */
  trainingCount: number;
  /** Photos held out. */
  validationCount: number;
  /** Of the best weights on the held-out photos: `confusion[label][prediction]`. Undefined where none were held out. */
  confusion?: number[][];
  best?: EvaluationPoint;
  last?: EvaluationPoint;
  /** Held-out photos named rightly, the surest first. */
  right: ReportPhoto[];
  /** Held-out photos named wrongly, the surest first: the worst mistakes. */
  wrong: ReportPhoto[];
  /** The first convolution's kernel, where there is one. */
  firstFilters?: FirstFilters;
  /** Files that were found but not used. */
  skipped: readonly SkippedPhoto[];
  /** The run's options after defaults, by name; each a text or number. */
  options: Record<string, string | number | boolean>;
}
