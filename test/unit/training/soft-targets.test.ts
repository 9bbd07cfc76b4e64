import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {softLoss, softTargets} from '../../../src/training/soft-targets';
import {expectClose} from '../../support/matchers';

/** Recorded by test/golden/make_training_parts.py. */
const golden = (
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../golden/data/training-parts.json'), 'utf8')) as {
    labelSmoothing: {logProbabilities: number[]; labels: number[]; losses: Record<string, number>};
  }
).labelSmoothing;
const {logProbabilities, labels} = golden;
const classes = 4;

describe('softTargets', () => {
  it('without options is 1 at the label, with weights the weight', () => {
    expect([...softTargets([1, 0], {classes: 2})]).toEqual([0, 1, 1, 0]);
    expect([...softTargets([1, 0], {classes: 2, weights: [3, 0.5]})]).toEqual([0, 3, 0.5, 0]);
  });

  it.each(Object.entries(golden.losses))(
    "with label smoothing %s has the loss of PyTorch's CrossEntropyLoss",
    (epsilon, loss) => {
      const targets = softTargets(labels, {classes, labelSmoothing: Number(epsilon)});
      expectClose([softLoss(targets, logProbabilities, labels.length)], [loss], 1e-6);
    },
  );

  it('multiplies the smoothed loss of an image by its weight', () => {
    const weights = [2, 0, 0.5];
    const options = {classes, labelSmoothing: 0.1};
    const plain = softTargets(labels, options);
    const weighted = softTargets(labels, {...options, weights});
    weighted.forEach((value, i) => {
      expect(value).toBeCloseTo(plain[i]! * weights[Math.floor(i / classes)]!, 6);
    });
  });

  it.each([0, 0.1])(
    'of mixed images is λ · loss(own label) + (1 − λ) · loss(other label), with smoothing %s',
    labelSmoothing => {
      const [other, fraction] = [[3, 0, 2], 0.7];
      const loss = (targets: Float32Array): number => softLoss(targets, logProbabilities, labels.length);
      const mixed = softTargets(labels, {classes, labelSmoothing, mixed: {labels: other, fraction}});
      const own = loss(softTargets(labels, {classes, labelSmoothing}));
      const others = loss(softTargets(other, {classes, labelSmoothing}));
      expectClose([loss(mixed)], [fraction * own + (1 - fraction) * others], 1e-6);
    },
  );

  it('weights both labels of a mixed image by the weight of their own image', () => {
    const mixed = {labels: [1], weights: [10], fraction: 0.25};
    expect([...softTargets([0], {classes: 2, weights: [2], mixed})]).toEqual([0.5, 7.5]);
  });
});

describe('softLoss', () => {
  it('counts nothing for a target of 0, also where the probability is 0', () => {
    expect(softLoss([1, 0], [-2, -Infinity], 1)).toBe(2);
  });
});
