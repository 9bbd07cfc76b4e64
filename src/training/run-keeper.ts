import type * as tfl from '@tensorflow/tfjs-layers';
import type {NamedArray} from '../core/named-array';
import type {LearningRateState} from '../schedules/schedule-from-config';
import {AlexNetError} from '../errors';
import {evaluationOf, isBetter} from './checkpoint';
import {divergenceError} from './divergence-error';
import {HISTORY_HEADER, type HistoryRow} from './history';
import {readModelWeights, writeModelWeights} from '../models/model-weights';
import {readOptimizerState, writeOptimizerState} from './optimizer-state';
import {splitTrainedWeights, type WeightAverage} from './weight-average';
import type {ResolvedTrainOptions} from './resolve-train-options';
import {checkSameRun, OF_DATA, runIdentity} from './run-identity';
import {
  parseTrainState,
  readDropoutSteps,
  writeDropoutSteps,
  type EvaluationPoint,
  type RunIdentity,
  type TrainState,
} from './train-state';

/** The values of a checkpoint that the training loop supplies. */
export interface CommitArgs {
  /** Steps done. */
  step: number;
  schedule: LearningRateState;
  /** The evaluation of this very step. */
  evaluation?: EvaluationPoint;
  best?: EvaluationPoint;
  /** See `TrainState`. */
  heldRow?: HistoryRow;
  finalEvaluation?: EvaluationPoint;
  historyBytes: number;
  historyDigest?: string;
  /** The weights that are trained, where the model has their averages. */
  trained?: readonly NamedArray[];
}

/** Saves a run in checkpoints, and restores it from one. */
export class RunKeeper {
  readonly #model: tfl.LayersModel;
  readonly #options: ResolvedTrainOptions;
  readonly #identity: RunIdentity;
  #lastCommitted: number | undefined;

  constructor(model: tfl.LayersModel, options: ResolvedTrainOptions) {
    this.#model = model;
    this.#options = options;
    this.#identity = runIdentity(options);
  }

  /** Step of the last checkpoint; undefined before the first. */
  get lastCommitted(): number | undefined {
    return this.#lastCommitted;
  }

  /** Prepares a run that starts at step 0. */
  async start(): Promise<void> {
    writeDropoutSteps(this.#model, {});
    await this.#options.history.truncate(HISTORY_HEADER.length);
  }

  /** Restores the last checkpoint, with `average` where the run has one; returns undefined where there is none. */
  async resume(average?: WeightAverage): Promise<{step: number; state: TrainState} | undefined> {
    const {optimizer, store, history, epochs, changedData, onWarning} = this.#options;
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
    checkSameRun(state.identity, this.#identity, where, {except: changedData ? OF_DATA : []});
    if (changedData && state.identity.validation !== this.#identity.validation) {
      onWarning(`${where}: the validation set changed: accuracies before and after cannot be compared.`);
    }
    if (followsEpochs(this.#options) && state.epochs !== epochs) {
      onWarning(
        `${where}: epochs changed from ${state.epochs} to ${epochs}, and with it the length of the learning rate ` +
          'schedule: from here on the run differs from one that had these epochs from the start.',
      );
    }
    writeModelWeights(this.#model, checkpoint.weights);
    const saved = splitTrainedWeights(checkpoint.optimizer);
    await writeOptimizerState(optimizer, this.#model, saved.optimizer);
    average?.restore(saved.trained);
    writeDropoutSteps(this.#model, state.dropoutSteps);
    await history.truncate(state.historyBytes, state.historyDigest);
    this.#lastCommitted = checkpoint.step;
    return {step: checkpoint.step, state: {...state, best: await this.#recallBest(state.best)}};
  }

  /** The best evaluation whose weights are still there: a run reports no accuracy of weights that are lost. */
  async #recallBest(saved: EvaluationPoint | undefined): Promise<EvaluationPoint | undefined> {
    const {store, recallBest, onWarning} = this.#options;
    const found =
      recallBest === undefined ? evaluationOf(await store?.load('best')) : await recallBest(saved);
    if (saved !== undefined && (found === undefined || isBetter(saved, found))) {
      onWarning(
        `the weights of the best evaluation (step ${saved.step}, accuracy ${saved.accuracy}) are gone or damaged: ` +
          (found === undefined
            ? 'none that was evaluated is left.'
            : `the best that is left is step ${found.step}, accuracy ${found.accuracy}.`),
      );
    }
    return found;
  }

  /**
   * Writes a checkpoint; returns false where there is no store. Throws `bad-state` if a weight is not finite: the run has
   * diverged, and such weights are never written.
   */
  async commit({step, schedule, evaluation, trained = [], ...rest}: CommitArgs): Promise<boolean> {
    const {optimizer, store, epochs} = this.#options;
    if (store === undefined) {
      return false;
    }
    const weights = await readModelWeights(this.#model);
    const broken = [...weights, ...trained].find(({data}) => !data.every(Number.isFinite));
    if (broken !== undefined) {
      throw divergenceError({step, what: `weight ${broken.name}`, lastCheckpoint: this.#lastCommitted});
    }
    const state: TrainState = {
      version: 1,
      identity: this.#identity,
      epochs,
      dropoutSteps: readDropoutSteps(this.#model),
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
      optimizer: [...(await readOptimizerState(optimizer, this.#model)), ...trained],
      state,
    });
    this.#lastCommitted = step;
    return true;
  }
}

/** Whether the shape of the schedule depends on the number of epochs. */
function followsEpochs({schedule}: ResolvedTrainOptions): boolean {
  switch (schedule.kind) {
    case 'cosine':
    case 'polynomial':
    case 'oneCycle':
      return schedule.totalSteps === undefined;
    default:
      return false;
  }
}
