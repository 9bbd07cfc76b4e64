import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {countPerClass, type Photo, type PhotoList} from '../../../src/data/photo-list';
import {splitPhotos} from '../../../src/data/split-photos';
import {expectAlexNetError} from '../../support/matchers';

const listOf = (labels: readonly number[]): PhotoList => ({
  classes: ['a', 'b', 'c'],
  photos: labels.map((label, i) => ({file: `/x/${i}`, name: `${i}`.padStart(4, '0'), label})),
  skipped: [{file: '/x/y', reason: 'It is empty.'}],
  maxPixels: 100,
});
const names = (photos: readonly Photo[]): string[] => photos.map(photo => photo.name);
const lists = fc.array(fc.integer({min: -1, max: 2}), {maxLength: 60}).map(listOf);
const fractions = fc.double({min: 0.05, max: 0.95, noNaN: true});

describe('splitPhotos', () => {
  it('is a partition that keeps the order, with the fraction of each class', () => {
    fc.assert(
      fc.property(lists, fractions, fc.nat(), (list, fraction, seed) => {
        const {training, validation} = splitPhotos(list, fraction, seed);
        const held = new Set(names(validation.photos));
        expect(names(training.photos)).toEqual(names(list.photos).filter(name => !held.has(name)));
        expect(names(validation.photos)).toEqual(names(list.photos).filter(name => held.has(name)));
        expect(training.photos.length + validation.photos.length).toBe(list.photos.length);
        const [all, out] = [countPerClass(list), countPerClass(validation)];
        all.forEach((count, k) => {
          const wanted = Math.max(1, Math.round(fraction * count));
          expect(out[k]).toBe(Math.max(0, Math.min(wanted, count - 1)));
        });
        expect([training.skipped.length, validation.skipped.length]).toEqual([1, 0]);
      }),
      {seed: 1, numRuns: 200},
    );
  });

  it('does not depend on the order of the directory nor on where it lies', () => {
    fc.assert(
      fc.property(lists, fc.nat(), (list, seed) => {
        const moved = {
          ...list,
          photos: [...list.photos].reverse().map(photo => ({...photo, file: `/elsewhere/${photo.name}`})),
        };
        const held = names(splitPhotos(moved, 0.3, seed).validation.photos).sort();
        expect(held).toEqual(names(splitPhotos(list, 0.3, seed).validation.photos).sort());
      }),
      {seed: 1, numRuns: 50},
    );
  });

  it('has the same result for the same seed and another for another seed', () => {
    const list = listOf(Array.from({length: 100}, (_, i) => i % 2));
    const held = (seed: number): string[] => names(splitPhotos(list, 0.2, seed).validation.photos);
    expect(held(1)).toEqual(held(1));
    expect(held(1)).not.toEqual(held(2));
    expect(held(1).length).toBe(20);
  });

  it.each([0, 1, -0.1, NaN])('refuses the fraction %d', async fraction => {
    await expectAlexNetError(
      () => splitPhotos(listOf([0]), fraction, 1),
      'bad-argument',
      `fraction = ${fraction}`,
      'fix: ',
    );
  });
});
