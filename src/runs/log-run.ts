import type * as tfl from '@tensorflow/tfjs-layers';
import {drawFilterGrid} from '../drawing/filter-grid';
import {encodePng} from '../drawing/encode-png';
import type {Preprocessing} from '../core/preprocessing';
import type {LoggedImage} from '../formats/tensorboard/tensorboard-events';
import {firstFilters} from '../models/first-filters';
import type {TrainProgress} from '../training/progress';
import type {EvaluationPoint} from '../training/train-state';

/** Receives the records of a log; `EventLog` is one. */
export interface LogSink {
  scalars(step: number, values: Readonly<Record<string, number>>): void;
  image(step: number, tag: string, image: LoggedImage): void;
  histogram(step: number, tag: string, values: ArrayLike<number>): void;
}

/** Listeners of a run that log it. */
export interface LogHooks {
  onProgress: (progress: TrainProgress) => void;
  onEvaluation: (point: EvaluationPoint) => Promise<void>;
}

/**
 * Logs a run for TensorBoard: loss, accuracy and learning rate of each step; at each evaluation the validation loss and
 * accuracy, an image of the first filters and, where asked for, a histogram of each weight.
 */
export function logRun(
  log: LogSink,
  model: tfl.LayersModel,
  {preprocessing, histograms}: {preprocessing: Preprocessing; histograms: boolean},
): LogHooks {
  return {
    onProgress: ({step, loss, accuracy, learningRate}) => {
      log.scalars(step, {'train/loss': loss, 'train/accuracy': accuracy, learningRate});
    },
    onEvaluation: async ({step, loss, accuracy}) => {
      log.scalars(step, {'validation/loss': loss, 'validation/accuracy': accuracy});
      const filters = await firstFilters(model, preprocessing);
      if (filters !== undefined) {
        const drawn = drawFilterGrid(filters, {channelOrder: filters.channelOrder});
        const {width, height} = drawn;
        log.image(step, `filters/${filters.layer}`, {width, height, png: await encodePng(drawn)});
      }
      if (histograms) {
        for (const weight of model.weights) {
          log.histogram(step, weight.originalName, await weight.read().data());
        }
      }
    },
  };
}
