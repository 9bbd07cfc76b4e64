import type * as tfl from '@tensorflow/tfjs-layers';
import {unpackArrays, type NamedArray, type PackedArrayEntry, countOf} from '../core/named-array';
import {AlexNetError} from '../errors';
import type {CheckpointStore} from './checkpoint-store.node.js';
import {fileSystemIO} from '../disk/file-system-io.node.js';
import {sha256Of} from '../disk/digest.node.js';
import {readModelFiles, type ModelFiles} from '../disk/read-model-files.node.js';
import {writeModelWeights} from '../models/model-weights';
import {evaluationOf, isBetter} from '../training/checkpoint';
import type {EvaluationPoint} from '../training/train-state';

/** Options of {@link BestModel}. */
export interface BestModelOptions {
  /** Called with a warning where the model on the disk is damaged. */
  onWarning: (message: string) => void;
}

/**
 * Keeps the model at the top of a run directory: always the best weights, and before the first evaluation the last.
 *
 * model.json states the evaluation of its weights, so what the directory holds is known without the checkpoints, and a
 * worse model never replaces a better one. The weight file is a hard link to the checkpoint's, so that it costs no time
 * and no space.
 */
export class BestModel {
  readonly #directory: string;
  readonly #model: tfl.LayersModel;
  readonly #store: CheckpointStore;
  readonly #warn: (message: string) => void;
  /** Evaluation of the model that is at the top; undefined where none is, or its weights were never evaluated. */
  #top: EvaluationPoint | undefined;

  constructor(
    directory: string,
    model: tfl.LayersModel,
    store: CheckpointStore,
    {onWarning}: BestModelOptions,
  ) {
    this.#directory = directory;
    this.#model = model;
    this.#store = store;
    this.#warn = onWarning;
  }

  /**
   * Reads which model a resumed run finds at the top. Returns the best evaluation whose weights are still there, whole: at
   * the top or in a checkpoint.
   *
   * @param saved the best evaluation that the run remembers.
   */
  async recall(saved: EvaluationPoint | undefined): Promise<EvaluationPoint | undefined> {
    const kept = evaluationOf(await this.#store.load('best'));
    const files = await this.#readTop();
    this.#top = files && (await this.#evaluationOf(files, saved, kept));
    return this.#top !== undefined && (kept === undefined || !isBetter(kept, this.#top)) ? this.#top : kept;
  }

  /** To be called after each checkpoint, while the model holds its weights. */
  async afterCheckpoint(step: number, best: EvaluationPoint | undefined): Promise<void> {
    if (best === undefined || best.step === step) {
      await this.#save(step, best);
    }
  }

  /**
   * Saves the best checkpoint of the store, wherever it was written, unless the model at the top is as good, and leaves the
   * weights of the better one in the model. To be called at the end: the process may have been killed between a checkpoint
   * and the saving of the model.
   */
  async finish(): Promise<void> {
    const best = await this.#store.load('best');
    const point = evaluationOf(best);
    const top = this.#top;
    const isTopKept = top !== undefined && (point === undefined || !isBetter(point, top));
    if (isTopKept && top.step !== best?.step) {
      writeModelWeights(this.#model, weightsOf(await readModelFiles(this.#directory)));
      return;
    }
    if (best === undefined) {
      return;
    }
    writeModelWeights(this.#model, best.weights);
    if (!isTopKept) {
      await this.#save(best.step, point);
    }
  }

  async #save(step: number, evaluation: EvaluationPoint | undefined): Promise<void> {
    if (this.#top !== undefined && (evaluation === undefined || isBetter(this.#top, evaluation))) {
      return;
    }
    const linkFrom = [this.#store.weightsPath(step)];
    await this.#model.save(fileSystemIO(this.#directory, {linkFrom, evaluation}));
    this.#top = evaluation;
  }

  /** The files of the model at the top; undefined where there is none, or (with a warning) where it is damaged. */
  async #readTop(): Promise<ModelFiles | undefined> {
    try {
      return await readModelFiles(this.#directory);
    } catch (error) {
      const isMissing = error instanceof AlexNetError && error.message.includes('ENOENT');
      if (!isMissing && !(error instanceof AlexNetError && error.code === 'bad-weights')) {
        throw error;
      }
      if (!isMissing) {
        this.#warn(`${error.message}\n  The model is written again from the best checkpoint.`);
      }
      return undefined;
    }
  }

  /**
   * Earlier versions did not write the evaluation: then it is that of the checkpoint with these weights, and if that is gone,
   * the best of the run.
   */
  async #evaluationOf(
    {model, weights}: ModelFiles,
    saved: EvaluationPoint | undefined,
    kept: EvaluationPoint | undefined,
  ): Promise<EvaluationPoint | undefined> {
    if (isEvaluation(model.json.evaluation)) {
      return model.json.evaluation;
    }
    const same = await this.#store.withWeights(sha256Of(weights));
    if (same !== undefined) {
      return evaluationOf(same);
    }
    const isOfEarlierVersion = model.json.sha256 === undefined;
    return isOfEarlierVersion && kept?.step !== saved?.step ? saved : undefined;
  }
}

function isEvaluation(value: unknown): value is EvaluationPoint {
  const {step, accuracy, loss} = (value ?? {}) as Record<string, unknown>;
  return [step, accuracy, loss].every(Number.isFinite);
}

/** The weights of a model that `BestModel` saved: float32, in the order of model.json. */
function weightsOf({model, weights}: ModelFiles): NamedArray[] {
  let offset = 0;
  const entries = model.weights.map(({name, shape}): PackedArrayEntry => {
    const entry = {name, shape, offset};
    offset += 4 * countOf(shape);
    return entry;
  });
  return unpackArrays(weights, entries, model.where);
}
