/** Runs of `train` on tiny images, with checkpoints and history in memory. */
import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {readModelWeights} from '../../src/models/model-weights';
import {momentumSGD} from '../../src/optimizers/momentum-sgd';
import {compareCheckpoints, type Checkpoint, type CheckpointSink} from '../../src/training/checkpoint';
import {MemoryHistory} from '../../src/training/history';
import {train} from '../../src/training/train';
import type {TrainOptions} from '../../src/training/train-options';
import type {TrainReport} from '../../src/training/train-report';
import {TINY_PREPROCESSING, tinyModel, tinySource} from './tiny-run';

export const trainingData = tinySource(22);
export const validationData = tinySource(10, 8);

/** Keeps every checkpoint, as JSON would. */
export class MemoryStore implements CheckpointSink {
  readonly checkpoints: Checkpoint[] = [];

  commit(checkpoint: Checkpoint): Promise<void> {
    this.checkpoints.push({
      ...checkpoint,
      state: JSON.parse(JSON.stringify(checkpoint.state)) as unknown,
    });
    return Promise.resolve();
  }

  load(which: 'last' | 'best' | number): Promise<Checkpoint | undefined> {
    const ranked =
      which === 'best' ? [...this.checkpoints].sort(compareCheckpoints).reverse() : this.checkpoints;
    return Promise.resolve(ranked.at(-1));
  }
}

/** A run of {@link train} whose state outlives its model, as a directory does. */
export class Run {
  readonly store = new MemoryStore();
  readonly history = new MemoryHistory();
  weights = '';

  async go(
    options: Partial<TrainOptions>,
    makeOptimizer: () => tf.Optimizer = () => momentumSGD({learningRate: 0.02}),
    model: tfl.LayersModel = tinyModel(),
  ): Promise<TrainReport> {
    const optimizer = makeOptimizer();
    try {
      const report = await train(model, {
        data: trainingData,
        validation: validationData,
        preprocessing: TINY_PREPROCESSING,
        optimizer,
        batchSize: 5,
        epochs: 3,
        seed: 3,
        store: this.store,
        history: this.history,
        ...options,
      });
      this.weights = JSON.stringify((await readModelWeights(model)).map(({name, data: d}) => [name, [...d]]));
      return report;
    } finally {
      optimizer.dispose();
      model.dispose();
    }
  }
}

/** A signal that is given after step k was computed. */
export function stopAfter(k: number): Pick<TrainOptions, 'signal' | 'onProgress'> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: ({step}) => {
      if (step === k) {
        controller.abort();
      }
    },
  };
}
