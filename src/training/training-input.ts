import {AlexNetError} from '../errors';
import type * as tf from '@tensorflow/tfjs-core';
import type {BatchPosition} from '../augmentation/batch-transform';
import type {BatchMix} from '../augmentation/mix-batch';
import type {LogProbabilities} from '../evaluation/log-probabilities';

/** Accuracy and loss on the validation set. */
export interface ValidationScore {
  /** Fraction of the images that are predicted correctly, in [0, 1]. */
  accuracy: number;
  /** Mean cross-entropy. */
  loss: number;
}

/** Input of the training loop: images, or features that frozen layers have computed from them. */
export interface TrainingInput {
  /** From a {@link batch} to log-probabilities. */
  readonly head: LogProbabilities;
  /** Milliseconds that {@link batch} has waited for images so far. */
  readonly waitedMs: number;
  /** Computes what is computed once; called when the model has the weights that the session begins with. */
  prepare(): Promise<void>;
  /**
   * Returns the input of one step; the caller disposes it.
   *
   * @param next the batch of the step after it, which is read while this one is computed.
   */
  batch(at: BatchPosition, next?: BatchPosition): Promise<tf.Tensor>;
  /** How the images of a {@link batch} are mixed, each with the one before it; undefined where they are not. */
  readonly mixOf?: (at: BatchPosition) => BatchMix | undefined;
  /** Begins to prepare the images of a batch that is read later. */
  prefetch?(indices: ArrayLike<number>): void;
  /** Measures the model on the whole validation set; rejects with the signal's reason. Undefined without such a set. */
  readonly evaluate?: (signal?: AbortSignal) => Promise<ValidationScore>;
  /** Waits until no read is under way. */
  close(): Promise<void>;
}

/** Whether an error means that an image can no longer be read: a photo was deleted, a disk was unmounted. */
export function isReadFailure(error: unknown): error is AlexNetError {
  return error instanceof AlexNetError && (error.code === 'bad-data' || error.code === 'io');
}

/** The error of a training whose images can no longer be read, after the checkpoint of `step` was written. */
export function readFailure(error: AlexNetError, step: number): AlexNetError {
  const {code, where, problem, expected, received, details} = error;
  return new AlexNetError({
    code,
    where,
    problem: `${problem} The training stopped; the checkpoint of step ${step} is written.`,
    expected,
    received,
    fix:
      'put the file back and resume (--resume, or {resume: true}); if it is gone for good, resume with the photos that are ' +
      'left (--resume --changed-photos, or {resume: true, changedPhotos: true})',
    details,
    cause: error,
  });
}
