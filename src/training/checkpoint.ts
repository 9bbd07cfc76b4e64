import type {NamedArray} from '../core/named-array';

/** Scores of a checkpoint on the validation set; empty where that step was not evaluated. */
export interface CheckpointMetrics {
  /** Fraction of the validation set predicted correctly, in [0, 1]. */
  validationAccuracy?: number;
  /** Mean cross-entropy on the validation set. */
  validationLoss?: number;
}

/** Everything that a run needs to resume from one step. */
export interface Checkpoint {
  /** Training steps done. */
  step: number;
  metrics: CheckpointMetrics;
  /** Model weights in the model's order. */
  weights: NamedArray[];
  /** State of the optimizer; empty when it has none. */
  optimizer: NamedArray[];
  /** Whatever else the run needs, JSON-safe: counters, schedule, seeds. */
  state: unknown;
}

/** The fields of a checkpoint that are known without reading its weights. */
export interface CheckpointSummary {
  step: number;
  metrics: CheckpointMetrics;
}

/** Receives the checkpoints of the training loop. `CheckpointStore` of tfjs-alexnet/node is one. */
export interface CheckpointSink {
  commit(checkpoint: Checkpoint): Promise<void>;
  load(which: 'last' | 'best' | number): Promise<Checkpoint | undefined>;
}

/**
 * Orders checkpoints from the best to the worst: higher accuracy first, then lower loss, then the earlier step.
 * A checkpoint without an accuracy comes after all that have one; of two such checkpoints the later comes first.
 */
export function compareCheckpoints(a: CheckpointSummary, b: CheckpointSummary): number {
  const accuracy = (b.metrics.validationAccuracy ?? -1) - (a.metrics.validationAccuracy ?? -1);
  if (accuracy !== 0) {
    return accuracy;
  }
  if (a.metrics.validationAccuracy === undefined && b.metrics.validationAccuracy === undefined) {
    return b.step - a.step;
  }
  const lossOf = ({metrics}: CheckpointSummary): number => metrics.validationLoss ?? Number.MAX_VALUE;
  const loss = lossOf(a) - lossOf(b);
  return loss === 0 ? a.step - b.step : loss;
}

/** The evaluation of a checkpoint; undefined where there is no checkpoint, or its step was not evaluated. */
export function evaluationOf(
  checkpoint: CheckpointSummary | undefined,
): {step: number; accuracy: number; loss: number} | undefined {
  const {validationAccuracy: accuracy, validationLoss: loss} = checkpoint?.metrics ?? {};
  return checkpoint === undefined || accuracy === undefined || loss === undefined
    ? undefined
    : {step: checkpoint.step, accuracy, loss};
}

/** Returns whether an evaluation is a new best: a higher accuracy, or the same accuracy with a lower loss. */
export function isBetter(
  candidate: {accuracy: number; loss: number},
  best: {accuracy: number; loss: number} | undefined,
): boolean {
  return (
    best === undefined ||
    candidate.accuracy > best.accuracy ||
    (candidate.accuracy === best.accuracy && candidate.loss < best.loss)
  );
}
