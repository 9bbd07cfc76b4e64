import {checksFor} from '../core/check';
import {requireArgs, requireList} from '../core/structured-argument';
import type {ImageSource} from './image-source';
import {AlexNetError} from '../errors';

/** Weights of classes in the loss: 'balanced', or numbers by class name; a class that is not named has weight 1. */
export type ClassWeights = 'balanced' | Readonly<Record<string, number>>;

/** Weights in the loss of a training. */
export interface LossWeights {
  classWeights?: ClassWeights;
  /** One per image, in the order of the source. */
  sampleWeights?: ArrayLike<number>;
}

/**
 * Returns the weight of each image in the loss: that of its class times its own; undefined where no weights are given.
 *
 *     balanced:   weight of a class = images / (classes · images of the class)
 *
 * So the mean weight of all images is 1, and each class has the same sum.
 */
export function imageWeights(
  {classes, labels, count}: Pick<ImageSource, 'classes' | 'labels' | 'count'>,
  {classWeights, sampleWeights}: LossWeights,
): Float32Array | undefined {
  if (classWeights === undefined && sampleWeights === undefined) {
    return undefined;
  }
  const ofClass =
    classWeights === undefined
      ? classes.map(() => 1)
      : classWeights === 'balanced'
        ? balanced(classes.length, labels)
        : namedWeights(classes, classWeights);
  const ofImage = sampleWeights === undefined ? undefined : checkedSamples(sampleWeights, count);
  const weights = Float32Array.from(labels, (label, i) => (ofClass[label] ?? 1) * (ofImage?.[i] ?? 1));
  if (!weights.some(weight => weight > 0)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'train',
      problem: 'every image has weight 0.',
      expected: 'a weight above 0 for at least one image',
      received: `${count} images of weight 0`,
      fix: 'set weights above 0, or leave classWeights and sampleWeights out',
    });
  }
  return weights;
}

function balanced(classes: number, labels: Int32Array): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) {
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts.map(count => (count === 0 ? 1 : labels.length / (classes * count)));
}

/** Returns the weight of each class by the given ones; throws if a name is unknown or a weight is no number of at least 0. */
export function namedWeights(classes: readonly string[], given: Readonly<Record<string, number>>): number[] {
  const check = checksFor('train');
  requireArgs('train classWeights', given, "'balanced' or {cat: 2}");
  for (const name of Object.keys(given)) {
    check.oneOf('class in classWeights', name, classes);
  }
  return classes.map(name =>
    Object.hasOwn(given, name) ? check.finite(`classWeights.${name}`, given[name], 0) : 1,
  );
}

function checkedSamples(weights: ArrayLike<number>, count: number): ArrayLike<number> {
  requireList('train', 'sampleWeights', weights, {
    what: 'a list of numbers',
    fix: 'pass one weight per image, in the order of data',
  });
  const check = checksFor('train');
  check.integer('length of sampleWeights', weights.length, count, count);
  for (let i = 0; i < count; i++) {
    check.finite(`sampleWeights[${i}]`, weights[i], 0);
  }
  return weights;
}
