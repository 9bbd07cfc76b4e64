import {readdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import type * as tfl from '@tensorflow/tfjs-layers';
import {photoDecoder} from '../../data/decoding/photo-decoder.node.js';
import {errorCode, writeFileAtomic} from '../../disk/atomic-file.node.js';
import {makeDirectory} from '../../disk/make-directory.node.js';
import {readPreprocessing, writePreprocessing} from '../../disk/preprocessing-file.node.js';
import {AlexNetError} from '../../errors';
import {createModel} from '../../models/create-model';
import {readModelWeights} from '../../models/model-weights';
import {MultiplierTable} from '../../optimizers/weight-multipliers';
import {scheduleFromConfig} from '../../schedules/schedule-from-config';
import type {TrainConfig} from '../../presets/preset';
import type {ScheduleConfig} from '../../presets/schedule-config';
import type {Checkpoint} from '../../training/checkpoint';
import {EpochOrder} from '../../training/epoch-order';
import {formatHistoryRow, HISTORY_HEADER} from '../../training/history';
import {makeOptimizer, startingLearningRate} from '../../training/make-optimizer';
import {resolveTrainOptions, type ResolvedTrainOptions} from '../../training/resolve-train-options';
import {checkSameRun, OF_DATA, runIdentity} from '../../training/run-identity';
import {parseTrainState} from '../../training/train-state';
import {CheckpointStore} from '../checkpoint-store.node.js';
import {gatherOptions} from '../gather-options.node.js';
import {openTrainingPhotos} from '../open-training-photos.node.js';
import {writePhotoRecord} from '../photo-record.node.js';
import {prepareTraining} from '../prepare-training.node.js';
import {readRunHistory} from '../read-run-history.node.js';
import {resolveTrainOnPhotosOptions} from '../resolve-train-on-photos-options';
import {settingsOfRun, writeRunFile} from '../run-file.node.js';
import {runOptions} from '../run-options.node.js';
import {isPublished} from '../settings/check-preset-table';
import {openStartingPoint, preprocessingFrom} from '../starting-point.node.js';
import type {TrainOnPhotosOptions} from '../train-on-photos-options';
import {planSet} from './job-plan';
import {writeJobCheckpoint, writeJobRecord, type JobCheckpoint} from './job-records.node.js';
import {jobTexts} from './job-texts';
import {requireTorchTable} from './torch-table';
import {readTrainScripts} from './train-script.node.js';

const WHERE = 'writeTrainingJob';
/** Schedules that `train_ddp.py` has. */
const SCHEDULES: readonly ScheduleConfig['kind'][] = ['constant', 'step', 'polynomial', 'cosine', 'plateau'];
const VELOCITY = '/momentum';
/** Photos by which `train_ddp.py` checks that it draws the same order. */
const ORDER_CHECKED = 8;

/** Options of {@link writeTrainingJob}: those of `trainOnPhotos`, with shards as `data` and a new folder as `out`. */
export interface TrainingJobOptions extends Omit<
  TrainOnPhotosOptions,
  | 'resume'
  | 'changedPhotos'
  | 'freeze'
  | 'frozenViews'
  | 'featureBytes'
  | 'report'
  | 'onStart'
  | 'onFeatures'
  | 'onProgress'
  | 'onEvaluation'
> {
  /** A run directory: the job continues from its last checkpoint, with its settings. */
  run?: string;
}

/** Result of {@link writeTrainingJob}. */
export interface TrainingJobReport {
  /** The folder of the job. */
  job: string;
  preset: string;
  /** Step that the job starts from. */
  step: number;
  totalSteps: number;
  epochs: number;
  batchSize: number;
  trainingCount: number;
  validationCount: number;
  classes: string[];
}

/**
 * Writes a folder that trains a network with PyTorch on many processes or machines (`torchrun train_ddp.py`): the table of
 * the network, the recipe, the initial weights with the seed of here, and the place of each photo in shards. The batches,
 * crops and learning rates there are those of `trainOnPhotos`; `takeTrainingJob` takes the result back.
 *
 * A backend must be in use. All photos are decoded once, for their statistics.
 *
 * @example
 * await writeTrainingJob({data: 'shards', out: 'job', preset: 'alexnet', recipe: 'paper'});
 */
export async function writeTrainingJob({run, ...options}: TrainingJobOptions): Promise<TrainingJobReport> {
  const {out} = options;
  await requireNew(out);
  const resolved = resolveTrainOnPhotosOptions(
    await gatherOptions(run === undefined ? options : {...options, out: run, resume: true}),
  );
  const start = await openStartingPoint(resolved);
  const {preset} = start;
  requireTorchTable(preset);
  requireTorchSettings(resolved, preset.train);
  const scripts = await readTrainScripts();
  const photos = await openTrainingPhotos(resolved, start);
  const {training, validation} = photos;
  try {
    const preprocessing =
      (run === undefined ? undefined : await readPreprocessing(run)) ??
      preprocessingFrom(start, training.statistics, training.classes);
    const {seed, dropout} = resolved;
    const model = createModel(preset, {classes: training.classes.length, seed, dropout});
    try {
      const prepared = prepareTraining(model, start, photos, resolved);
      const {recipe} = prepared;
      const table = isPublished(preset) ? undefined : preset;
      const {name: decoder} = await photoDecoder();
      const optimizer = makeOptimizer(
        'momentum',
        startingLearningRate('momentum', resolved.learningRate, recipe),
        recipe,
      );
      const train = resolveTrainOptions({
        ...resolved,
        ...runOptions({photos, preprocessing, prepared, options: resolved, table, decoder}),
        resume: false,
        optimizer,
      });
      optimizer.dispose();
      const identity = runIdentity(train);
      const checkpoint = run === undefined ? undefined : await lastOf(run);
      if (checkpoint !== undefined) {
        const {identity: before} = parseTrainState(checkpoint.state, `run ${run ?? ''}`);
        checkSameRun(before, identity, `run ${run ?? ''}`, {except: OF_DATA});
        if (before.data !== identity.data || before.validation !== identity.validation) {
          resolved.onWarning(
            'the photos are not those of the run: an epoch that has begun continues with others.',
          );
        }
      }
      const plan = {training: planSet(training, train.imageWeights), validation: planSet(validation)};
      for (const set of [plan.training, plan.validation]) {
        set.place = /^https?:/.test(set.place) ? set.place : resolve(set.place);
      }
      const first = checkpoint === undefined ? await startOf(model, train) : continued(checkpoint);
      await makeDirectory(out);
      const files: Record<string, string> = {
        ...scripts,
        ...jobTexts({
          preset: preset.id,
          trainingPhotos: training.count,
          validationPhotos: validation.count,
          batchSize: train.batchSize,
          epochs: train.epochs,
          data: plan.training.place,
        }),
        'network.json': `${JSON.stringify(preset, null, 1)}\n`,
        'recipe.json': `${JSON.stringify(recipeOf(train, recipe, model, resolved), null, 1)}\n`,
        'plan.json': `${JSON.stringify(plan)}\n`,
        'history.csv': await historyOf(run, first, resolved.onWarning),
      };
      await writeJobCheckpoint(join(out, 'start'), first);
      await writePreprocessing(out, preprocessing);
      await writePhotoRecord(out, photos);
      await writeRunFile(out, settingsOfRun(resolved, start, recipe), photos);
      for (const [name, text] of Object.entries(files)) {
        await writeFileAtomic(join(out, name), text);
      }
      const order = new EpochOrder({count: training.count, batchSize: train.batchSize, seed});
      // Last: a folder with this file is complete.
      await writeJobRecord(out, {
        version: 1,
        identity,
        epochs: train.epochs,
        stepsPerEpoch: train.batchesPerEpoch,
        totalSteps: train.totalSteps,
        seed,
        keep: resolved.keep,
        dropout: dropout ?? null,
        firstPhotos: [...order.batch(0).indices.subarray(0, ORDER_CHECKED)],
      });
      return {
        job: out,
        preset: preset.id,
        step: first.state.step,
        totalSteps: train.totalSteps,
        epochs: train.epochs,
        batchSize: train.batchSize,
        trainingCount: training.count,
        validationCount: validation.count,
        classes: [...training.classes],
      };
    } finally {
      model.dispose();
    }
  } finally {
    training.dispose();
    validation.dispose();
  }
}

/** The numbers that `train_ddp.py` trains by. */
function recipeOf(
  train: ResolvedTrainOptions,
  {momentum, weightDecay, multipliers = {}}: TrainConfig,
  model: tfl.LayersModel,
  {keep}: {keep: number},
): object {
  const factors = new MultiplierTable(WHERE, multipliers);
  const {seed, batchSize, epochs, batchesPerEpoch, scheduleSteps, totalSteps, learningRate, warmupSteps} =
    train;
  const {
    schedule,
    augmentation,
    evaluateEvery,
    evaluationBatchSize,
    checkpointEvery,
    evaluateStart,
    patience,
  } = train;
  return {
    ...{seed, batchSize, epochs, stepsPerEpoch: batchesPerEpoch, scheduleSteps, totalSteps},
    ...{learningRate, warmupSteps, momentum, weightDecay, schedule, augmentation},
    ...{evaluateEvery, evaluationBatchSize, checkpointEvery, evaluateStart, patience, keep},
    multipliers: Object.fromEntries(
      model.trainableWeights.map(({originalName}) => [originalName, factors.of(originalName)]),
    ),
  };
}

/** The state of a training at step 0. */
async function startOf(model: tfl.LayersModel, train: ResolvedTrainOptions): Promise<JobCheckpoint> {
  const {learningRate, warmupSteps, scheduleSteps, batchesPerEpoch} = train;
  const {state: schedule} = scheduleFromConfig(train.schedule, {
    learningRate,
    warmupSteps,
    totalSteps: scheduleSteps,
    stepsPerEpoch: batchesPerEpoch,
  });
  return {state: {step: 0, metrics: {}, schedule}, weights: await readModelWeights(model), velocity: []};
}

async function lastOf(run: string): Promise<Checkpoint> {
  const store = await CheckpointStore.open(run, {readOnly: true});
  try {
    const checkpoint = await store.load('last');
    if (checkpoint === undefined) {
      throw new AlexNetError({
        code: 'bad-state',
        where: `run directory ${run}`,
        problem: 'it has no checkpoint to continue from.',
        expected: 'checkpoints/ with one or more',
        received: 'none',
        fix: 'name the model as initial weights instead: --weights, or {weights}',
      });
    }
    return checkpoint;
  } finally {
    await store.close();
  }
}

/** The state of a run's checkpoint. */
function continued({step, metrics, weights, optimizer, state}: Checkpoint): JobCheckpoint {
  const {schedule, best, heldRow, finalEvaluation} = parseTrainState(state, WHERE);
  return {
    state: {step, metrics, schedule, best, heldRow, finalEvaluation},
    weights,
    velocity: optimizer
      .filter(({name}) => name.endsWith(VELOCITY))
      .map(array => ({...array, name: array.name.slice(0, -VELOCITY.length)})),
  };
}

async function historyOf(
  run: string | undefined,
  {state: {step, heldRow}}: JobCheckpoint,
  onWarning: (line: string) => void,
): Promise<string> {
  const rows = run === undefined ? [] : await readRunHistory(run, onWarning);
  const last = heldRow === undefined ? step : step - 1;
  return (
    HISTORY_HEADER +
    rows
      .filter(row => row.step <= last)
      .map(formatHistoryRow)
      .join('')
  );
}

/** Throws `unsupported` for settings that `train_ddp.py` does not have. */
function requireTorchSettings(
  {optimizer, freeze, labelSmoothing = 0, averageDecay, schedule}: TrainOnPhotosOptions,
  recipe: TrainConfig,
): void {
  const {kind} = schedule ?? recipe.schedule;
  const others = Object.entries({
    optimizer: (optimizer ?? recipe.optimizer) === 'momentum' ? undefined : (optimizer ?? recipe.optimizer),
    freeze,
    labelSmoothing: labelSmoothing === 0 ? undefined : labelSmoothing,
    averageDecay,
    schedule: SCHEDULES.includes(kind) ? undefined : kind,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name} = ${value}`]));
  if (others.length > 0) {
    throw new AlexNetError({
      code: 'unsupported',
      where: WHERE,
      problem: 'the training in PyTorch does not have these settings.',
      expected: `the optimizer momentum, one of the schedules ${SCHEDULES.join(', ')}; no frozen layer, label smoothing or average`,
      received: others.join(', '),
      fix: 'change these settings, or train here: alexnet train',
    });
  }
}

async function requireNew(out: string): Promise<void> {
  const names = await readdir(out).catch((error: unknown): string[] => {
    if (errorCode(error) === 'ENOENT') {
      return [];
    }
    throw error;
  });
  if (names.includes('job.json')) {
    throw new AlexNetError({
      code: 'bad-state',
      where: `training job ${out}`,
      problem: 'the folder holds a training job.',
      expected: 'a new or empty folder',
      received: 'a folder with job.json',
      fix: 'choose another folder, or take that job back: alexnet train --from JOB --out RUN',
    });
  }
}
