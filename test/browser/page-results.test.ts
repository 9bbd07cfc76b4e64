/** What the page says about a training: chance, epochs, problems in words. */
import {describe, expect, it} from 'vitest';
import {chanceAccuracy, isAtChance} from '../../examples/browser/src/page/chance';
import {epochsOf, fittingEpochs} from '../../examples/browser/src/page/epochs';
import {modelProblem} from '../../examples/browser/src/page/model-problem';
import {preparingText} from '../../examples/browser/src/page/preparing-text';
import {initialState, type Photo} from '../../examples/browser/src/page/state';
import {sentence} from '../../examples/browser/src/page/wording';
import {AlexNetError} from '../../src/errors';

describe('isAtChance', () => {
  it.each([
    // accuracy, photos per class, at chance
    [0.5, [2, 2], true],
    [0.75, [2, 2], false],
    [0.55, [40, 40], true],
    [0.6, [40, 40], false],
    // Always predicting the most frequent class reaches 0.8.
    [0.8, [80, 20], true],
    [0.9, [80, 20], false],
    [0.4, [10, 10, 10], true],
    [1, [1], false],
  ])('of an accuracy of %f with %j photos is %j', (accuracy, counts, expected) => {
    expect(isAtChance(accuracy, counts)).toBe(expected);
  });

  it('goes by the most frequent class', () => {
    expect(chanceAccuracy([30, 10])).toBe(0.75);
  });
});

describe('epochsOf', () => {
  it('is more for fewer photos, within bounds, and what the user types', () => {
    expect([1, 60, 300, 9000].map(count => fittingEpochs('scratch', count))).toEqual([150, 100, 20, 12]);
    expect([1, 60, 300, 9000].map(count => fittingEpochs('features', count))).toEqual([60, 50, 15, 15]);
    const state = initialState();
    const photos = Array.from({length: 100}, (_, id) => ({id}) as Photo);
    Object.assign(state.buckets[0]!, {photos});
    // Every fifth photo is a validation photo.
    expect(epochsOf({...state, start: 'scratch'})).toBe(75);
    expect(epochsOf({...state, epochs: 7})).toBe(7);
  });
});

describe('words of the page', () => {
  it('say what gets ready', () => {
    expect(preparingText({part: 'weights', done: 2_100_000, total: 4_958_839})).toBe(
      'Reading the pretrained weights: 2.1 of 5.0 MB …',
    );
    expect(preparingText({part: 'features', done: 3, total: 8})).toBe(
      'Computing the features of each photo: 3 of 8 …',
    );
  });

  it('name the file of an error of the library, with what to do', () => {
    const error = new AlexNetError({
      code: 'bad-weights',
      where: 'parseTorch "a.pth"',
      problem: 'it is damaged.',
      fix: 'download it again',
    });
    expect(sentence(error)).toBe('a.pth: it is damaged. Download it again.');
    expect(sentence(new Error('plain'))).toBe('plain');
  });

  it('name the file of a network that cannot be opened', () => {
    const other = new Error('plain');
    expect(modelProblem(other, 'a.zip')).toBe(other);
    const fields = {code: 'bad-weights', where: 'openModel', problem: 'the zip archive has no end.'} as const;
    expect(sentence(modelProblem(new AlexNetError(fields), 'a.zip'))).toMatch(/^a.zip is not a zip file/);
    const details = {files: ['weights.bin']};
    expect(sentence(modelProblem(new AlexNetError({...fields, details}), 'a.zip'))).toMatch(
      /^a.zip is damaged: its file weights.bin/,
    );
  });
});
