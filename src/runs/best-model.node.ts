import type * as tfl from '@tensorflow/tfjs-layers';
import type {CheckpointStore} from './checkpoint-store.node.js';
import {fileSystemIO} from '../disk/file-system-io.node.js';
import {writeModelWeights} from '../models/model-weights';
import type {EvaluationPoint} from '../training/train-state';

/**
 * Keeps the model at the top of a run directory: always the best weights, and before the first evaluation the last.
 *
 * Its weight file is a hard link to the checkpoint's, so that it costs no time and no space.
 */
export class BestModel {
  readonly #directory: string;
  readonly #model: tfl.LayersModel;
  readonly #store: CheckpointStore;
  #savedStep: number | undefined;

  constructor(directory: string, model: tfl.LayersModel, store: CheckpointStore) {
    this.#directory = directory;
    this.#model = model;
    this.#store = store;
  }

  /** To be called after each checkpoint, while the model holds its weights. */
  async afterCheckpoint(step: number, best: EvaluationPoint | undefined): Promise<void> {
    if (best === undefined || best.step === step) {
      await this.#save(step);
    }
  }

  /**
   * Saves the best checkpoint of the store, wherever it was written, and leaves its weights in the model. To be called
   * at the end: the process may have been killed between a checkpoint and the saving of the model.
   */
  async finish(): Promise<void> {
    const best = await this.#store.load('best');
    if (best === undefined) {
      return;
    }
    writeModelWeights(this.#model, best.weights);
    if (this.#savedStep !== best.step) {
      await this.#save(best.step);
    }
  }

  async #save(step: number): Promise<void> {
    const linkFrom = [this.#store.weightsPath(step)];
    await this.#model.save(fileSystemIO(this.#directory, {linkFrom}));
    this.#savedStep = step;
  }
}
