import {checksFor, show} from '../core/check';
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import {checkTrainNumbers} from '../training/resolve-train-options';
import type {TrainOnPhotosOptions} from './train-on-photos-options';

const WHERE = 'trainOnPhotos';

/** The options of `trainOnPhotos` after defaults and checks. */
export type ResolvedTrainOnPhotosOptions = TrainOnPhotosOptions &
  Required<
    Pick<
      TrainOnPhotosOptions,
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
  requireFields(WHERE, 'options', options, {
    what: 'the options of a training',
    fields: ['data', 'out'],
    fix: "trainOnPhotos({data: 'photos', out: 'runs/first', preset: 'alexnet-mini'})",
  });
  refuseLoneOptions(options);
  checkTrainNumbers(WHERE, options);
  const check = checksFor(WHERE);
  check.text('out', options.out);
  const {frozenViews = 1} = options;
  check.oneOf('frozenViews', String(frozenViews), ['1', '2', '10', 'random']);
  return {
    ...options,
    validationSplit: check.finite('validationSplit', options.validationSplit ?? 0.2, 0, 1),
    oldLayersRate: check.finite('oldLayersRate', options.oldLayersRate ?? 0.1, 0),
    frozenViews,
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
}
