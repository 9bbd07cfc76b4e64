import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {LearningRateState} from '../schedules/schedule-from-config';
import {AlexNetError} from '../errors';
import type {CheckpointSink} from './checkpoint';
import {divergenceError} from './divergence-error';
import {HISTORY_HEADER, type HistoryRow, type HistorySink} from './history';
import {readModelWeights, writeModelWeights} from '../models/model-weights';
import {readOptimizerState, writeOptimizerState} from './optimizer-state';
import {
  checkSameRun,
  parseTrainState,
  readDropoutSteps,
  writeDropoutSteps,
  type EvaluationPoint,
  type RunIdentity,
  type TrainState,
} from './train-state';

/** Arguments of {@link RunKeeper}. */
export interface RunKeeperArgs {
  model: tfl.LayersModel;
  optimizer: tf.Optimizer;
  store: CheckpointSink | undefined;
  history: HistorySink;
  epochs: number;
  identity: RunIdentity;
  /** True when the schedule's shape depends on the number of epochs. */
  scheduleFollowsEpochs: boolean;
  onWarning: (message: string) => void;
}

/** What changes from checkpoint to checkpoint beside the weights. */
export interface CommitArgs {
  step: number;
  schedule: LearningRateState;
  /** The evaluation of this very step. */
  evaluation?: EvaluationPoint;
  best?: EvaluationPoint;
  /** See `TrainState`. */
  heldRow?: HistoryRow;
  finalEvaluation?: EvaluationPoint;
  historyBytes: number;
}

/** Puts a whole run into a checkpoint, and a checkpoint back into a run. */
export class RunKeeper {
  readonly #args: RunKeeperArgs;
  #lastCommitted: number | undefined;

  constructor(args: RunKeeperArgs) {
    this.#args = args;
  }

  /** Step of the last checkpoint; undefined before the first. */
  get lastCommitted(): number | undefined {
    return this.#lastCommitted;
  }

  /** Begins a run at step 0. */
  async start(): Promise<void> {
    writeDropoutSteps(this.#args.model, {});
    await this.#args.history.truncate(HISTORY_HEADER.length);
  }

  /** Goes back to the last checkpoint; undefined where there is none. */
  async resume(): Promise<{step: number; state: TrainState} | undefined> {
    const {model, optimizer, store, history, identity, epochs, scheduleFollowsEpochs, onWarning} = this.#args;
    if (store === undefined) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: 'train',
        problem: 'there is nothing to resume from.',
        expected: 'a store with the checkpoints of the run',
        received: 'resume = true, store = undefined',
        fix: 'pass the CheckpointStore of the run, or resume = false',
      });
    }
    const checkpoint = await store.load('last');
    if (checkpoint === undefined) {
      return undefined;
    }
    const where = `resume at step ${checkpoint.step}`;
    const state = parseTrainState(checkpoint.state, where);
    checkSameRun(state.identity, identity, where);
    if (scheduleFollowsEpochs && state.epochs !== epochs) {
      onWarning(
        `${where}: epochs changed from ${state.epochs} to ${epochs}, and with it the length of the learning rate ` +
          'schedule: from here on the run differs from one that had these epochs from the start.',
      );
    }
    writeModelWeights(model, checkpoint.weights);
    await writeOptimizerState(optimizer, model, checkpoint.optimizer);
    writeDropoutSteps(model, state.dropoutSteps);
    await history.truncate(state.historyBytes);
    this.#lastCommitted = checkpoint.step;
    return {step: checkpoint.step, state};
  }

  /**
   * Writes a checkpoint; false where there is no store. Weights that are not finite are never written: then the run has
   * diverged.
   */
  async commit({step, schedule, evaluation, ...rest}: CommitArgs): Promise<boolean> {
    const {model, optimizer, store, identity, epochs} = this.#args;
    if (store === undefined) {
      return false;
    }
    const weights = await readModelWeights(model);
    const broken = weights.find(({data}) => !data.every(Number.isFinite));
    if (broken !== undefined) {
      throw divergenceError({step, what: `weight ${broken.name}`, lastCheckpoint: this.#lastCommitted});
    }
    const state: TrainState = {
      version: 1,
      identity,
      epochs,
      dropoutSteps: readDropoutSteps(model),
      schedule,
      ...rest,
    };
    await store.commit({
      step,
      metrics:
        evaluation === undefined
          ? {}
          : {validationAccuracy: evaluation.accuracy, validationLoss: evaluation.loss},
      weights,
      optimizer: await readOptimizerState(optimizer, model),
      state,
    });
    this.#lastCommitted = step;
    return true;
  }
}
