import {checksFor, show} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {requireArgs} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import {type ScheduleConfig} from '../presets/schedule-config';
import {constantSchedule} from './constant-schedule';
import {cosineRestartsSchedule} from './cosine-restarts-schedule';
import {cosineSchedule} from './cosine-schedule';
import {oneCycleSchedule} from './one-cycle-schedule';
import {PlateauSchedule, renameEarlierOptions, type PlateauScheduleState} from './plateau-schedule';
import {polynomialSchedule} from './polynomial-schedule';
import {type Schedule} from './schedule';
import {stepSchedule} from './step-schedule';
import {withWarmup} from './with-warmup';

/** Values of a run that complete a {@link ScheduleConfig}. */
export interface ScheduleFromConfigOptions {
  /** Learning rate at the start, before any warm-up. ≥ 0. */
  learningRate: number;
  /** Steps over which the learning rate rises from 0. Integer ≥ 0. Default 0. */
  warmupSteps?: number;
  /** Steps of the whole run; needed by polynomial, cosine and one-cycle schedules that do not set their own. Integer ≥ 1. */
  totalSteps?: number;
  /** Steps of one epoch; needed by a step schedule in epochs. Integer ≥ 1. */
  stepsPerEpoch?: number;
  /** The `state` of the schedule of the run that is resumed. */
  state?: LearningRateState;
}

/** State of a schedule beside the step; null for schedules without one. JSON-safe. */
export type LearningRateState = PlateauScheduleState | null;

/** Result of an evaluation during training. */
export interface EvaluationMetrics {
  validationLoss: number;
  validationAccuracy: number;
}

/** The learning rate of a training run, whatever its kind. */
export interface LearningRate {
  /** The learning rate of a step, counted from 0. */
  at(step: number): number;
  /** Passes the result of an evaluation; only a plateau schedule uses it. */
  observe(metrics: EvaluationMetrics): void;
  /** State for a checkpoint, to pass to `scheduleFromConfig` as `state` when the run is resumed. */
  readonly state: LearningRateState;
}

const OPTIONS: KnownOptions<ScheduleFromConfigOptions> = {
  learningRate: true,
  warmupSteps: true,
  totalSteps: true,
  stepsPerEpoch: true,
  state: true,
};
const KINDS: readonly ScheduleConfig['kind'][] = [
  'constant',
  'plateau',
  'step',
  'polynomial',
  'cosine',
  'cosineRestarts',
  'oneCycle',
];

/** Makes the schedule that plain data describes, for one training run. */
export function scheduleFromConfig(config: ScheduleConfig, options: ScheduleFromConfigOptions): LearningRate {
  requireArgs('scheduleFromConfig', config, "{kind: 'step', everyEpochs: 30}");
  const {warmupSteps = 0, state = null} = checkOptions(
    'scheduleFromConfig',
    options,
    OPTIONS,
    '{learningRate: 0.01, totalSteps: 1000}',
  );
  checksFor('schedule').oneOf('kind', config.kind, KINDS);
  if (config.kind === 'plateau') {
    const {kind, monitor = 'validationLoss', ...args} = renameEarlierOptions(config);
    checksFor(`schedule "${kind}"`).oneOf('monitor', monitor, ['validationLoss', 'validationAccuracy']);
    const mode = monitor === 'validationLoss' ? 'min' : 'max';
    const plateau =
      state === null
        ? new PlateauSchedule({learningRate: options.learningRate, ...args, mode})
        : PlateauSchedule.fromJSON(state);
    const at = withWarmup(() => plateau.learningRate, warmupSteps);
    return {
      at,
      observe(metrics) {
        plateau.observe(metrics[monitor]);
      },
      get state() {
        return plateau.toJSON();
      },
    };
  }
  if (state !== null) {
    throw new AlexNetError({
      code: 'bad-state',
      where: `schedule "${config.kind}"`,
      problem: 'the saved state belongs to a different schedule.',
      expected: 'no state',
      received: show(state),
      fix: 'resume with the schedule of the run that wrote the checkpoint',
    });
  }
  const at = withWarmup(makeSchedule(config, options), warmupSteps);
  return {at, observe: () => undefined, state: null};
}

type FixedScheduleConfig = Exclude<ScheduleConfig, {kind: 'plateau'}>;

function makeSchedule(config: FixedScheduleConfig, options: ScheduleFromConfigOptions): Schedule {
  const {learningRate} = options;
  switch (config.kind) {
    case 'constant':
      checksFor('schedule "constant"').knownKeys('key', config, ['kind']);
      return constantSchedule(learningRate);
    case 'step': {
      checksFor('schedule "step"').knownKeys('key', config, ['kind', 'factor', 'everySteps', 'everyEpochs']);
      const {factor} = config;
      return stepSchedule({learningRate, factor, everySteps: stepLength(config, options.stepsPerEpoch)});
    }
    case 'polynomial': {
      checksFor('schedule "polynomial"').knownKeys('key', config, ['kind', 'power', 'end', 'totalSteps']);
      const {power, end} = config;
      return polynomialSchedule({learningRate, power, end, totalSteps: runLength(config, options)});
    }
    case 'cosine': {
      checksFor('schedule "cosine"').knownKeys('key', config, ['kind', 'end', 'totalSteps']);
      return cosineSchedule({learningRate, end: config.end, totalSteps: runLength(config, options)});
    }
    case 'cosineRestarts': {
      const keys = ['kind', 'everySteps', 'everyEpochs', 'growth', 'end'];
      checksFor('schedule "cosineRestarts"').knownKeys('key', config, keys);
      const {growth, end} = config;
      return cosineRestartsSchedule({
        ...{learningRate, growth, end},
        everySteps: stepLength(config, options.stepsPerEpoch),
      });
    }
    case 'oneCycle': {
      const keys = ['kind', 'riseFraction', 'startFactor', 'endFactor', 'shape', 'totalSteps'];
      checksFor('schedule "oneCycle"').knownKeys('key', config, keys);
      const {kind: _kind, ...args} = config;
      return oneCycleSchedule({learningRate, ...args, totalSteps: runLength(config, options)});
    }
  }
}

function stepLength(
  {kind, everySteps, everyEpochs}: {kind: string; everySteps?: number; everyEpochs?: number},
  stepsPerEpoch: number | undefined,
): number {
  const where = `schedule "${kind}"`;
  if ((everySteps === undefined) === (everyEpochs === undefined)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'the length of a step must be given once.',
      expected: 'either everySteps or everyEpochs',
      received: `everySteps = ${show(everySteps)}, everyEpochs = ${show(everyEpochs)}`,
      fix: 'set one of the two',
    });
  }
  if (everyEpochs === undefined) {
    return everySteps ?? 0;
  }
  const check = checksFor(where);
  const steps = check.positive('everyEpochs', everyEpochs) * check.integer('stepsPerEpoch', stepsPerEpoch, 1);
  return Math.max(1, Math.round(steps));
}

function runLength(
  config: {kind: string; totalSteps?: number},
  {totalSteps}: ScheduleFromConfigOptions,
): number {
  return checksFor(`schedule "${config.kind}"`).integer('totalSteps', config.totalSteps ?? totalSteps, 1);
}
