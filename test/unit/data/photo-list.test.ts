import {expect, it} from 'vitest';
import {countPerClass} from '../../../src/data/photo-list';

it('counts the photos of each class and leaves out those without a label', () => {
  const photos = [0, 2, -1, 2].map((label, i) => ({file: `${i}`, name: `${i}`, label}));
  expect(countPerClass({classes: ['a', 'b', 'c'], photos})).toEqual([1, 0, 2]);
});
