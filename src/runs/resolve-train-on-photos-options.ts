import {checksFor, show} from '../core/check';
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import {checkTrainNumbers} from '../training/resolve-train-options';
import type {TrainOnPhotosOptions} from './train-on-photos-options';

const WHERE = 'trainOnPhotos';

/** The options of `trainOnPhotos` after defaults and checks. */
export type ResolvedTrainOnPhotosOptions = Omit<TrainOnPhotosOptions, 'recipe'> &
  Required<
    Pick<
      TrainOnPhotosOptions,
      | 'data'
      | 'validationSplit'
      | 'oldLayersRate'
      | 'frozenViews'
      | 'featureBytes'
      | 'seed'
      | 'histograms'
      | 'resume'
      | 'keep'
      | 'changedPhotos'
      | 'onNote'
      | 'onWarning'
    >
  >;

/** Checks the options of `trainOnPhotos` and fills in the defaults. Reads no file. */
export function resolveTrainOnPhotosOptions(options: TrainOnPhotosOptions): ResolvedTrainOnPhotosOptions {
  requirePlaces(options);
  refuseLoneOptions(options);
  checkTrainNumbers(WHERE, options);
  const check = checksFor(WHERE);
  check.text('out', options.out);
  check.boolean('batchNorm', options.batchNorm ?? false);
  const {frozenViews = 1} = options;
  check.oneOf('frozenViews', String(frozenViews), ['1', '2', '10', 'random']);
  return {
    ...options,
    data: check.text('data', options.data),
    validationSplit: check.finite('validationSplit', options.validationSplit ?? 0.2, 0, 1),
    oldLayersRate: check.finite('oldLayersRate', options.oldLayersRate ?? 0.1, 0),
    frozenViews,
    ...(options.momentum === undefined
      ? {}
      : {momentum: check.finite('momentum', options.momentum, 0, 1 - Number.EPSILON)}),
    ...(options.weightDecay === undefined
      ? {}
      : {weightDecay: check.finite('weightDecay', options.weightDecay, 0)}),
    featureBytes: check.finite('featureBytes', options.featureBytes ?? 4 * 2 ** 30, 0),
    seed: options.seed ?? 0,
    histograms: options.histograms ?? false,
    resume: options.resume ?? false,
    keep: check.integer('keep', options.keep ?? 4, 1),
    changedPhotos: options.changedPhotos ?? false,
    onNote: options.onNote ?? (() => undefined),
    onWarning: options.onWarning ?? console.warn,
  };
}

/** Throws where the folder of photos or the model directory is missing. */
export function requirePlaces(options: TrainOnPhotosOptions): void {
  const given: unknown = options;
  const isResumed = typeof given === 'object' && given !== null && 'out' in given && options.resume === true;
  if (isResumed && options.data === undefined) {
    throw new AlexNetError({
      code: 'bad-state',
      where: `run directory ${options.out}`,
      problem: 'there is no run.json that says how the run was started.',
      expected: 'the directory of a run of this version',
      received: 'a new directory, or a run of an earlier version',
      fix: 'resume with all options of the first start: --data and the others',
    });
  }
  requireFields(WHERE, 'options', options, {
    what: 'the options of a training',
    fields: ['data', 'out'],
    fix: "trainOnPhotos({data: 'photos', out: 'runs/first', preset: 'alexnet-mini'})",
  });
}

/** An option without effect is a misunderstanding: it is refused, not ignored. */
function refuseLoneOptions(options: TrainOnPhotosOptions): void {
  for (const [name, needed] of [
    ['frozenViews', 'freeze'],
    ['featureBytes', 'freeze'],
    ['oldLayersRate', 'weights'],
    ['changedPhotos', 'resume'],
  ] as const) {
    if (options[name] !== undefined && options[needed] === undefined) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: WHERE,
        problem: `${name} changes nothing without ${needed}.`,
        expected: `${needed} beside ${name}`,
        received: `${name} = ${show(options[name])}, no ${needed}`,
        fix: `name ${needed} too (--${needed}), or leave this option out`,
      });
    }
  }
  const {optimizer = 'momentum'} = options;
  const lone = (['momentum', 'weightDecay'] as const).find(name => options[name] !== undefined);
  if (lone !== undefined && optimizer !== 'momentum') {
    throw new AlexNetError({
      code: 'bad-argument',
      where: WHERE,
      problem: `${lone} changes nothing with the optimizer ${show(optimizer)}.`,
      expected: 'the optimizer momentum',
      received: `${lone} = ${show(options[lone])}, optimizer = ${show(optimizer)}`,
      fix: 'leave one of the two out',
    });
  }
}
