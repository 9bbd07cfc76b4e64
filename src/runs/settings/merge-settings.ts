import type {TrainSettings} from '../../presets/train-settings';

/** Settings that the ones above them make meaningless. */
const REPLACES: readonly (readonly [keyof TrainSettings, keyof TrainSettings])[] = [
  ['validation', 'validationSplit'],
  ['validationSplit', 'validation'],
];

/** Settings that only the optimizer `momentum` has. */
const OF_MOMENTUM = ['momentum', 'weightDecay'] as const;

/**
 * Lays settings over others: what `over` sets wins. What it makes meaningless below is left out: a validation set and the
 * fraction for one exclude each other, and other optimizers have no momentum.
 */
export function mergeSettings<T extends object>(over: T, under: TrainSettings): T & TrainSettings {
  const set = Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined)) as T &
    TrainSettings;
  const meaningless: (keyof TrainSettings)[] = [
    ...REPLACES.filter(([name]) => set[name] !== undefined).map(([, replaced]) => replaced),
    ...(set.optimizer === undefined || set.optimizer === 'momentum' ? [] : OF_MOMENTUM),
  ];
  const below = Object.entries(under).filter(([name]) => !meaningless.includes(name as keyof TrainSettings));
  return {...Object.fromEntries(below), ...set};
}
