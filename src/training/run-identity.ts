import {show} from '../core/check';
import {AlexNetError} from '../errors';
import type {ResolvedTrainOptions} from './resolve-train-options';
import type {RunIdentity} from './train-state';

/** The options that decide which weights and which history a run has; they must be equal when it is resumed. */
export function runIdentity(options: ResolvedTrainOptions): RunIdentity {
  const {identity, seed, batchSize, evaluateEvery, warmupSteps, schedule, augmentation, learningRate} =
    options;
  const {optimizer, data, validation, frozenFeatures} = options;
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
  };
}

/** Throws `bad-state` naming every option in which a resumed run differs from its checkpoint. */
export function checkSameRun(saved: RunIdentity, now: RunIdentity, where: string): void {
  // Both identities go through JSON, which drops undefined fields.
  const asSaved = JSON.parse(JSON.stringify(now)) as RunIdentity;
  const differing = [...new Set([...Object.keys(saved), ...Object.keys(asSaved)])].filter(
    key => JSON.stringify(saved[key]) !== JSON.stringify(asSaved[key]),
  );
  if (differing.length > 0) {
    const list = (identity: RunIdentity): string =>
      differing.map(key => `${key} = ${show(identity[key])}`).join(', ');
    throw new AlexNetError({
      code: 'bad-state',
      where,
      problem: `this is another run: ${differing.join(', ')} changed.`,
      expected: list(saved),
      received: list(asSaved),
      fix: 'resume with the values of the first start (epochs and max-steps may change), or choose another directory',
      details: {differing},
    });
  }
}
