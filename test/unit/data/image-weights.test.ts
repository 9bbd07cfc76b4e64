import {describe, expect, it} from 'vitest';
import {imageWeights, type LossWeights} from '../../../src/data/image-weights';
import {expectAlexNetError} from '../../support/matchers';

const source = {classes: ['cat', 'dog', 'bird'], labels: Int32Array.of(0, 0, 0, 1, 1, 2), count: 6};
const weightsOf = (weights: LossWeights): number[] => [...(imageWeights(source, weights) ?? [])];

describe('imageWeights', () => {
  it('are none where nothing is given, so that the loss stays what it was', () => {
    expect(imageWeights(source, {})).toBeUndefined();
  });

  it('balanced have the same sum in each class, and a mean of 1', () => {
    const weights = weightsOf({classWeights: 'balanced'});
    const sums = [0, 1, 2].map(label =>
      weights.filter((_, i) => source.labels[i] === label).reduce((a, b) => a + b, 0),
    );
    for (const sum of sums) {
      expect(sum).toBeCloseTo(2, 6);
    }
  });

  it('of a class are 1 where it is not named, and multiply those of the images', () => {
    expect(weightsOf({classWeights: {dog: 3}})).toEqual([1, 1, 1, 3, 3, 1]);
    expect(weightsOf({classWeights: {dog: 3}, sampleWeights: [1, 2, 0, 1, 2, 5]})).toEqual([
      1, 2, 0, 3, 6, 5,
    ]);
  });

  it.each<[string, LossWeights, string]>([
    ['a class that is not there', {classWeights: {dogs: 2}}, 'did you mean "dog"?'],
    ['a negative weight', {classWeights: {dog: -1}}, 'classWeights.dog = -1'],
    ['a weight that is no number', {sampleWeights: [1, 1, 1, 1, 1, Number.NaN]}, 'sampleWeights[5] = NaN'],
    ['too few', {sampleWeights: [1]}, 'length of sampleWeights = 1'],
    ['only zeros', {classWeights: {dog: 0, cat: 0, bird: 0}}, 'every image has weight 0'],
  ])('refuses %s', async (_title, weights, fragment) => {
    await expectAlexNetError(() => imageWeights(source, weights), 'bad-argument', fragment, 'fix: ');
  });
});
