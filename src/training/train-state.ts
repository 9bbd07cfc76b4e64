import type * as tfl from '@tensorflow/tfjs-layers';
import {show} from '../core/check';
import {AlexNetError} from '../errors';
import type {LearningRateState} from '../schedules/schedule-from-config';
import type {HistoryRow} from './history';

/** Evaluation on the validation set at one step. */
export interface EvaluationPoint {
  step: number;
  /** Fraction predicted correctly, in [0, 1]. */
  accuracy: number;
  /** Mean cross-entropy. */
  loss: number;
}

/** Values that must be equal when a run is resumed, by the name of the option; compared as JSON. */
export type RunIdentity = Record<string, unknown>;

/** The values of a checkpoint that are neither weights nor optimizer state. JSON-safe. */
export interface TrainState {
  version: 1;
  identity: RunIdentity;
  /** Epochs of the run. They may change on a resume. */
  epochs: number;
  /** Position of each dropout layer in its sequence of masks, by layer name. */
  dropoutSteps: Record<string, number>;
  /** State of the learning rate schedule. */
  schedule: LearningRateState;
  best?: EvaluationPoint;
  /**
   * A row that is not yet in the history up to `historyBytes`: its evaluation was interrupted, or was an extra one at the
   * end of the run, which a longer run would not have had. A resumed run settles it first.
   */
  heldRow?: HistoryRow;
  /** That extra evaluation. */
  finalEvaluation?: EvaluationPoint;
  /** Length of the history at this checkpoint. */
  historyBytes: number;
  /** Digest of the history at this checkpoint. */
  historyDigest?: string;
}

/** Checks what a checkpoint's `state` holds. */
export function parseTrainState(state: unknown, where: string): TrainState {
  const candidate = state as Partial<TrainState> | null | undefined;
  if (
    candidate?.version !== 1 ||
    typeof candidate.historyBytes !== 'number' ||
    typeof candidate.identity !== 'object' ||
    typeof candidate.dropoutSteps !== 'object'
  ) {
    throw new AlexNetError({
      code: 'bad-state',
      where,
      problem: 'this checkpoint was not written by train().',
      expected: 'a state with version 1, identity, dropoutSteps and historyBytes',
      received: show(state),
      fix: 'resume from the directory of a run of train(), or start anew in another one',
    });
  }
  return candidate as TrainState;
}

/** A layer with a random draw for each training step; checkpoints save its position. */
interface SteppedLayer {
  name: string;
  step: number;
}

function steppedLayers(model: tfl.LayersModel): SteppedLayer[] {
  return model.layers.filter(
    (layer): layer is typeof layer & SteppedLayer => 'step' in layer && typeof layer.step === 'number',
  );
}

/** The positions of all layers that have one. */
export function readDropoutSteps(model: tfl.LayersModel): Record<string, number> {
  return Object.fromEntries(steppedLayers(model).map(({name, step}) => [name, step]));
}

/** Puts the layers back to these positions; all to 0 at the start of a run. */
export function writeDropoutSteps(model: tfl.LayersModel, steps: Record<string, number>): void {
  for (const layer of steppedLayers(model)) {
    layer.step = steps[layer.name] ?? 0;
  }
}
