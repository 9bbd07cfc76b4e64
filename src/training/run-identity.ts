import {show} from '../core/check';
import {fingerprintOf} from '../data/fingerprint';
import {AlexNetError} from '../errors';
import type {ResolvedTrainOptions} from './resolve-train-options';
import type {RunIdentity} from './train-state';

/** The options that decide which weights and which history a run has; they must be equal when it is resumed. */
export function runIdentity(options: ResolvedTrainOptions): RunIdentity {
  const {identity, seed, batchSize, evaluateEvery, warmupSteps, schedule, augmentation, learningRate} =
    options;
  const {optimizer, data, validation, frozenFeatures, classWeights, sampleWeights} = options;
  const {labelSmoothing, averageDecay, mixup, cutmix} = options;
  // The schedule changes the optimizer's learning rate at each step.
  const {learningRate: _now, ...optimizerConfig} = optimizer.getConfig();
  return {
    ...identity,
    seed,
    batchSize,
    evaluateEvery,
    warmupSteps,
    schedule,
    augmentation,
    learningRate,
    optimizer: optimizer.getClassName(),
    optimizerConfig,
    data: data.fingerprint,
    validation: validation?.fingerprint,
    frozenFeatures: frozenFeatures && {boundary: frozenFeatures.boundary, views: frozenFeatures.views},
    classWeights,
    // Undefined where it is off, so that runs of earlier versions are the same.
    labelSmoothing: labelSmoothing === 0 ? undefined : labelSmoothing,
    averageDecay,
    mixup: mixup === 0 ? undefined : mixup,
    cutmix: cutmix === 0 ? undefined : cutmix,
    sampleWeights: sampleWeights && fingerprintOf(Array.from(sampleWeights)),
  };
}

/** Fields that depend on the images: their hash, and `evaluateEvery`, which is one epoch by default. */
export const OF_DATA: readonly string[] = ['data', 'validation', 'shards', 'evaluateEvery'];

/** Names of the fields that are hashes, for messages. */
const MEANINGS: Readonly<Record<string, {name: string; before: string; now: string}>> = {
  data: {
    name: 'the training set',
    before: 'the images of the first start',
    now: 'other images (added, removed, renamed or changed)',
  },
  shards: {
    name: 'the index of the shards',
    before: 'the shards of the first start, whose checksums are in run.json',
    now: 'shards with other checksums',
  },
  decoder: {
    name: 'the decoder of photos',
    before: 'the decoder of the first start, named in run.json',
    now: 'another one: sharp can be loaded in one of the two places only',
  },
  validation: {
    name: 'the validation set',
    before: 'the validation set of the first start',
    now: 'another validation set',
  },
};

/**
 * Throws `bad-state` naming every option in which a resumed run differs from its checkpoint.
 *
 * @param except names of options that may differ.
 */
export function checkSameRun(
  saved: RunIdentity,
  now: RunIdentity,
  where: string,
  {except = []}: {except?: readonly string[]} = {},
): void {
  // Both identities go through JSON, which drops undefined fields.
  const asSaved = JSON.parse(JSON.stringify(now)) as RunIdentity;
  const differing = [...new Set([...Object.keys(saved), ...Object.keys(asSaved)])].filter(
    key => !except.includes(key) && JSON.stringify(saved[key]) !== JSON.stringify(asSaved[key]),
  );
  if (differing.length > 0) {
    const list = (identity: RunIdentity, time: 'before' | 'now'): string =>
      differing
        .map(key => MEANINGS[key]?.[time] ?? describeValue(key, saved[key], asSaved[key], identity[key]))
        .join(', ');
    const isOfData = differing.some(key => key in MEANINGS) && differing.every(key => OF_DATA.includes(key));
    throw new AlexNetError({
      code: 'bad-state',
      where,
      problem: `this is another run: ${differing.map(key => MEANINGS[key]?.name ?? key).join(', ')} changed.`,
      expected: list(saved, 'before'),
      received: list(asSaved, 'now'),
      fix: isOfData
        ? 'put the same images back; or continue with those that are there now: --resume --changed-photos (train: {changedData: true})'
        : 'resume with the values of the first start (epochs and max-steps may change), or choose another directory',
      details: {differing},
    });
  }
}

/** `name = value`; of two objects only the fields that differ. */
function describeValue(name: string, before: unknown, now: unknown, shown: unknown): string {
  if (!isFields(before) || !isFields(now) || !isFields(shown)) {
    return `${name} = ${shown === undefined ? 'not set' : show(shown)}`;
  }
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter(key => JSON.stringify(before[key]) !== JSON.stringify(now[key]))
    .map(key => describeValue(`${name}.${key}`, before[key], now[key], shown[key]))
    .join(', ');
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
