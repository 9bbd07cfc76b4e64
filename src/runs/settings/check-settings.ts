import {checksFor, show, type Checks} from '../../core/check';
import {AlexNetError} from '../../errors';
import {scheduleFromConfig} from '../../schedules/schedule-from-config';
import type {ScheduleConfig} from '../../presets/schedule-config';
import type {TrainSettings} from '../../presets/train-settings';
import {checkPresetTable} from './check-preset-table';

/** Checks one setting; throws `bad-argument`. */
type CheckSetting = (check: Checks, name: string, value: unknown) => unknown;

const text: CheckSetting = (check, name, value) => check.text(name, value);
const flag: CheckSetting = (check, name, value) => check.boolean(name, value);
const integer =
  (min: number, max = Number.MAX_SAFE_INTEGER): CheckSetting =>
  (check, name, value) =>
    check.integer(name, value, min, max);
const number =
  (min: number, max?: number): CheckSetting =>
  (check, name, value) =>
    check.finite(name, value, min, max);
const oneOf =
  (...known: (string | number)[]): CheckSetting =>
  (check, name, value) =>
    known.includes(value as string | number) || check.oneOf(name, value, known.map(String));

/** Every setting and its check. A setting that is missing here does not compile. */
const SETTINGS: Readonly<Record<keyof TrainSettings, CheckSetting>> = {
  data: text,
  validation: text,
  validationSplit: number(0, 1),
  out: text,
  preset: (check, name, value) =>
    typeof value === 'string' ? check.text(name, value) : checkPresetTable(value, `setting "${name}"`),
  batchNorm: flag,
  recipe: text,
  classes: (check, name, value) => {
    requireKind(name, value, Array.isArray(value), 'a list of names', '["cat", "dog"]');
    (value as unknown[]).forEach((item, i) => check.text(`${name}[${i}]`, item));
  },
  classWeights: (check, name, value) => {
    if (value !== 'balanced') {
      requireKind(name, value, isFields(value), '"balanced", or weights by class', '{"cat": 2, "dog": 1}');
      Object.entries(value as object).forEach(([key, weight]) => check.finite(`${name}.${key}`, weight, 0));
    }
  },
  labelSmoothing: number(0, 1 - Number.EPSILON),
  mixup: number(0),
  cutmix: number(0),
  averageDecay: number(0, 1 - Number.EPSILON),
  weights: text,
  oldLayersRate: number(0),
  freeze: text,
  frozenViews: oneOf(1, 2, 10, 'random'),
  featureBytes: number(0),
  optimizer: oneOf('momentum', 'sgd', 'adam'),
  learningRate: (check, name, value) => check.positive(name, value),
  momentum: number(0, 1),
  weightDecay: number(0),
  batchSize: integer(1),
  epochs: integer(1),
  maxSteps: integer(1),
  warmupSteps: integer(0),
  schedule: (_, name, value) => {
    requireKind(name, value, isFields(value), 'a schedule', '{"kind": "cosine"}');
    // It checks its own fields; the length of this run is any.
    scheduleFromConfig(value as ScheduleConfig, {
      learningRate: 1,
      totalSteps: 100,
      stepsPerEpoch: 10,
    });
  },
  augmentation: (check, name, value) => {
    const example = '{"crop": true, "flip": true, "colorStddev": 0.1}';
    requireKind(name, value, isFields(value), 'an augmentation', example);
    const {crop, flip, colorStddev, cropArea, erasing} = value as Readonly<Record<string, unknown>>;
    check.knownKeys(`field of ${name}`, value as object, [
      'crop',
      'flip',
      'colorStddev',
      'cropArea',
      'erasing',
    ]);
    if (erasing !== undefined) {
      check.finite(`${name}.erasing`, erasing, 0, 1);
    }
    [crop, flip].forEach(field => field === undefined || check.boolean(`${name}.crop and flip`, field));
    if (colorStddev !== undefined) {
      check.finite(`${name}.colorStddev`, colorStddev, 0);
    }
    if (cropArea !== undefined) {
      const isPair = Array.isArray(cropArea) && cropArea.length === 2;
      requireKind(`${name}.cropArea`, cropArea, isPair, 'a range of fractions', '[0.35, 1]');
      (cropArea as unknown[]).forEach((end, i) => check.finite(`${name}.cropArea[${i}]`, end, 0, 1));
    }
  },
  dropout: number(0, 1),
  patience: integer(1),
  seed: integer(0),
  evaluateEvery: integer(1),
  checkpointEvery: integer(1),
  keep: integer(1),
  cacheBytes: number(0),
  histograms: flag,
  backend: oneOf('auto', 'wasm', 'node', 'webgpu', 'cpu'),
  threads: integer(1, 64),
};

/** Names of all settings. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly (keyof TrainSettings)[];

/**
 * Checks settings from a file, where anything may stand. All faults are reported at once; an unknown name with the nearest
 * known one.
 *
 * @param where names the file.
 */
export function checkSettings(given: unknown, where: string): TrainSettings {
  requireKind(
    'settings',
    given,
    isFields(given),
    'an object',
    '{"preset": "alexnet-mini", "epochs": 30}',
    where,
  );
  const check = checksFor(where);
  const faults: AlexNetError[] = [];
  const collect = (body: () => unknown): void => {
    try {
      body();
    } catch (error) {
      if (!(error instanceof AlexNetError)) {
        throw error;
      }
      faults.push(error);
    }
  };
  collect(() => {
    check.knownKeys('setting', given as object, SETTING_NAMES);
  });
  for (const name of SETTING_NAMES) {
    const value = (given as TrainSettings)[name] as unknown;
    if (value !== undefined) {
      collect(() => SETTINGS[name](check, name, value));
    }
  }
  const [first] = faults;
  if (first !== undefined) {
    const all = (part: 'problem' | 'expected' | 'received' | 'fix', separator: string): string =>
      faults.map(fault => fault[part] ?? '').join(separator);
    throw faults.length === 1
      ? first
      : new AlexNetError({
          code: 'bad-argument',
          where,
          problem: all('problem', ' '),
          expected: all('expected', '; '),
          received: all('received', '; '),
          fix: all('fix', '; '),
          details: {faults},
        });
  }
  return given as TrainSettings;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function requireKind(
  name: string,
  value: unknown,
  isKind: boolean,
  what: string,
  example: string,
  where = 'settings',
): void {
  if (!isKind) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `${name} is not ${what}.`,
      expected: `${name}: ${what}`,
      received: `${name} = ${show(value)}`,
      fix: `for example ${example}`,
    });
  }
}
