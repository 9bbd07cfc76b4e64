import type {
  LabeledImages,
  Trainer,
  TrainerEvaluation,
  TrainerListeners,
  TrainerReport,
  TrainerTrainOptions,
} from 'tfjs-alexnet/worker';
import type {Prediction, WeightsInfo} from '../protocol';
import {epochsOf} from './epochs';
import {networkInfo, type PageTrainer} from './page-trainer';
import type {PhotoActions} from './photo-actions';
import {preparingText} from './preparing-text';
import {downloadWeights} from './pretrained';
import {namesOfRuns, newRunName, removeOtherRuns} from './saved-runs';
import {divide, newTraining, type Bucket, type Photo, type State, type Training} from './state';
import {libraryError} from './wording';

/** Images per step for a new last layer on frozen layers. */
const FEATURES_BATCH = 16;
/** Minimal time between two progress events: more of them would only keep the page busy. */
const PROGRESS_EVERY_MS = 100;

/** Steps between two saved checkpoints: each waits for the disk, and the epochs of few photos are short. */
const CHECKPOINT_EVERY = 20;

const STOPPED_EARLY = 'The training was stopped before its first step.';

/** The training and validation photos of a training. */
interface Sets {
  training: Photo[];
  validation: Photo[];
  labelOf: ReadonlyMap<number, number>;
}

/** The actions that train. Each may throw; the caller shows the error. */
export class TrainingActions {
  readonly #state: State;
  readonly #trainer: PageTrainer;
  readonly #photos: PhotoActions;
  readonly #update: () => void;
  /** Stops a download of weights. */
  #download = new AbortController();

  constructor(state: State, trainer: PageTrainer, photos: PhotoActions, update: () => void) {
    this.#state = state;
    this.#trainer = trainer;
    this.#photos = photos;
    this.#update = update;
  }

  /** Trains on the photos of the page. */
  async train(): Promise<void> {
    const {buckets} = this.#state;
    check(buckets);
    const classes = buckets.map(({name}) => name.trim());
    const sets = setsOf(buckets);
    await this.#run(classes, sets, async (trainer, training, listeners) => {
      const weights = await this.#weights(trainer, training);
      const {preset} = this.#state;
      const options: TrainerTrainOptions = {
        ...labeled(sets.training, sets.labelOf),
        ...(sets.validation.length === 0 ? {} : {validation: labeled(sets.validation, sets.labelOf)}),
        classes,
        epochs: epochsOf(this.#state),
        schedule: {kind: 'cosine'},
        seed: 1,
        ...(weights === undefined ? {preset} : transfer(weights, sets.training.length)),
        ...listeners,
      };
      return this.#trainSaved(trainer, training, options);
    });
  }

  /** Continues a training of an earlier visit, with its photos. */
  async resume(): Promise<void> {
    const {saved} = this.#state;
    if (saved === undefined || saved.isOpening) {
      return;
    }
    saved.isOpening = true;
    this.#update();
    try {
      const data = await (await this.#trainer.get()).readRun(saved.name);
      await this.#photos.restore(saved.classes, data);
    } catch (error) {
      saved.isOpening = false;
      throw error;
    }
    this.#state.saved = undefined;
    await this.#run(saved.classes, setsOf(this.#state.buckets), (trainer, _, listeners) =>
      trainer.resume(saved.name, listeners),
    );
  }

  /** Removes the training of an earlier visit. */
  async discard(): Promise<void> {
    const {saved} = this.#state;
    this.#state.saved = undefined;
    this.#update();
    if (saved !== undefined) {
      await (await this.#trainer.get()).removeRun(saved.name);
    }
  }

  /** Looks for a training of an earlier visit. */
  async findSaved(): Promise<void> {
    const trainer = await this.#trainer.get();
    const runs = await namesOfRuns(trainer);
    const last = runs.at(-1);
    // A training that began meanwhile is more recent.
    if (last !== undefined && this.#state.training === undefined) {
      const {name, step, isFinished, settings} = last;
      this.#state.saved = {name, step, isFinished, classes: settings.classes, isOpening: false};
      this.#update();
    }
  }

  /** Ends the training after the step in progress. */
  async stop(): Promise<void> {
    const {training} = this.#state;
    if (training !== undefined) {
      training.isStopping = true;
      this.#update();
      this.#download.abort(new Error(STOPPED_EARLY));
      await (await this.#trainer.get()).stop();
    }
  }

  /** Runs a training and shows it; the previous one stays if it ends before its first step. */
  async #run(
    classes: readonly string[],
    sets: Sets,
    start: (trainer: Trainer, training: Training, listeners: TrainerListeners) => Promise<TrainerReport>,
  ): Promise<void> {
    const before = this.#state.training;
    const truth = [...sets.training, ...sets.validation].map(
      ({id}) => [id, classes[sets.labelOf.get(id) ?? 0] ?? ''] as const,
    );
    const training = newTraining(new Map(truth));
    this.#state.training = training;
    this.#state.isSetupOpen = false;
    this.#update();
    try {
      const trainer = await this.#trainer.get();
      const {interrupted, seconds} = await start(
        trainer,
        training,
        this.#listeners(training, sets.validation),
      );
      const network = await trainer.network();
      if (network === undefined) {
        throw new Error('internal: a training has no network; please report this');
      }
      const evaluation = sets.validation.length === 0 ? undefined : await trainer.evaluate();
      this.#state.network = {
        ...networkInfo(network),
        ...(evaluation === undefined ? {} : {accuracy: evaluation.top1}),
        validationCount: sets.validation.length,
        seconds,
        isStopped: interrupted,
      };
      this.#state.isUnsaved = true;
      this.#showEvaluation(training, evaluation, sets.validation);
    } catch (error) {
      if (training.step === 0) {
        this.#state.training = before;
      }
      throw libraryError(error)?.problem === 'the training was stopped before its first step.'
        ? new Error(STOPPED_EARLY)
        : error;
    } finally {
      training.isRunning = false;
      this.#update();
    }
  }

  /** The weights to start from: those of the file, else published ones. Without either, all layers are trained. */
  async #weights(trainer: Trainer, training: Training): Promise<WeightsInfo | undefined> {
    const state = this.#state;
    if (state.start === 'features' && state.weights === undefined) {
      this.#download = new AbortController();
      state.weights = await downloadWeights(trainer, this.#download.signal, preparing => {
        training.preparing = preparingText(preparing);
        this.#update();
      });
      if (state.weights === undefined) {
        state.start = 'scratch';
        training.notes.push(
          `The pretrained weights could not be downloaded, so all layers are trained, for ${epochsOf(state)} epochs.`,
        );
      }
      this.#update();
    }
    return state.start === 'features' ? state.weights : undefined;
  }

  /** Trains and saves the training in the browser; where that is not possible, without saving. */
  async #trainSaved(
    trainer: Trainer,
    training: Training,
    options: TrainerTrainOptions,
  ): Promise<TrainerReport> {
    const run = await newRunName(options);
    if (run !== undefined) {
      removeOtherRuns(trainer, run);
    }
    this.#state.saved = undefined;
    if (training.isStopping) {
      throw new Error(STOPPED_EARLY);
    }
    try {
      return await trainer.train({
        ...options,
        ...(run === undefined ? {} : {run, checkpointEvery: CHECKPOINT_EVERY}),
      });
    } catch (error) {
      const isOfSaving = ['io', 'unsupported'].includes(libraryError(error)?.code ?? '');
      if (run === undefined || !isOfSaving || training.step > 0) {
        throw error;
      }
      return trainer.train(options);
    }
  }

  #listeners(training: Training, validation: readonly Photo[]): TrainerListeners {
    let lastProgressMs = -Infinity;
    return {
      onPreparing: preparing => {
        training.preparing = preparingText(preparing);
        this.#update();
      },
      onProgress: ({step, totalSteps, loss, accuracy, secondsLeft, imagesPerSecond}) => {
        const now = performance.now();
        if (now - lastProgressMs < PROGRESS_EVERY_MS && step !== totalSteps && training.step > 0) {
          return;
        }
        lastProgressMs = now;
        Object.assign(training, {step, totalSteps, secondsLeft, imagesPerSecond});
        training.losses.push({step, loss, accuracy});
        this.#update();
      },
      onEvaluation: evaluation => {
        training.evaluations.push(evaluation);
        this.#update();
      },
      onFilters: filters => {
        training.filters = filters;
        this.#update();
      },
      onPredictions: predictions => {
        for (const {index, top} of predictions) {
          addPrediction(training, validation[index], top);
        }
        this.#update();
      },
      onWarning: text => {
        training.notes = [...training.notes, text].slice(-3);
        this.#update();
      },
    };
  }

  #showEvaluation(
    training: Training,
    evaluation: TrainerEvaluation | undefined,
    validation: readonly Photo[],
  ): void {
    if (evaluation !== undefined) {
      const {classes, confusion, top1, predictions} = evaluation;
      training.confusion = {classes, counts: confusion, accuracy: top1};
      for (const [at, {top}] of predictions.entries()) {
        addPrediction(training, validation[at], top);
      }
    }
  }
}

function addPrediction(training: Training, photo: Photo | undefined, top: Prediction['top']): void {
  if (photo !== undefined) {
    training.predictions.set(photo.id, {id: photo.id, top});
  }
}

function setsOf(buckets: readonly Bucket[]): Sets {
  const parts = divide(buckets);
  const of = (isValidation: boolean): Photo[] =>
    parts.filter(part => part.isValidation === isValidation).map(({photo}) => photo);
  return {
    training: of(false),
    validation: of(true),
    labelOf: new Map(parts.map(({photo, label}) => [photo.id, label])),
  };
}

function labeled(photos: readonly Photo[], labelOf: ReadonlyMap<number, number>): LabeledImages {
  return {
    images: photos.map(({file}) => file),
    labels: photos.map(({id}) => labelOf.get(id) ?? 0),
    names: photos.map(({name}) => name),
  };
}

/** The options of a training of the last layer alone. */
function transfer({source, preset}: WeightsInfo, count: number): Partial<TrainerTrainOptions> {
  return {
    weights: source,
    preset,
    freeze: true,
    batchSize: Math.max(1, Math.min(FEATURES_BATCH, Math.ceil(count / 4))),
  };
}

/** Throws if the photos cannot lead to a useful training. */
function check(buckets: readonly Bucket[]): void {
  const {training, labelOf} = setsOf(buckets);
  const names = buckets.map(({name}) => name.trim());
  if (training.length === 0) {
    throw new Error('There are no training photos. Drop some into two or more classes.');
  }
  const filled = new Set(training.map(({id}) => labelOf.get(id)));
  const empty = names.filter((_, label) => !filled.has(label));
  if (filled.size < 2) {
    throw new Error(
      'All photos are of one class, but training needs at least two. Add photos to a second class.',
    );
  }
  if (names.includes('') || new Set(names).size < names.length) {
    throw new Error('Every class needs its own name.');
  }
  if (empty.length > 0) {
    throw new Error(`There are no training photos of ${empty.join(', ')}. Add some, or remove the class.`);
  }
}
