import type {ClassScore} from '../evaluation/top-k';
import type {FirstFilters} from '../models/first-filters';
import type {HistoryRow} from '../training/history';
import type {TrainOnPhotosReport} from './train-on-photos-report';

/** A photo of the validation set as the report shows it. */
export interface ReportPhoto {
  /** Path inside its folder. */
  name: string;
  /** Position of the true class. */
  label: number;
  /** Predicted classes, best first; `score` is the probability. */
  top: ClassScore[];
  /** [side, side, 3] bytes, RGB: the square that evaluation crops, before the mean is subtracted. */
  pixels: Uint8Array;
  /** Height and width of `pixels`. */
  side: number;
}

/** Everything that the report of a run shows. Plain data. */
export interface ReportData {
  /** The training itself; times are those of the session that ended the run. */
  training: TrainOnPhotosReport;
  /** One row per step, those before a resume included. */
  history: HistoryRow[];
  /** The best weights on the validation set: `confusion[label][prediction]`. */
  confusion?: number[][];
  /** Correct predictions, the most confident first. */
  correct: ReportPhoto[];
  /** Wrong predictions, the most confident first. */
  mistakes: ReportPhoto[];
  /** The first convolution's kernel, where there is one. */
  firstFilters?: FirstFilters;
  /** The options that the run was given, by name; each a text or number. */
  options: Record<string, string | number | boolean>;
}
