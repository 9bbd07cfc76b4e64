import {expect, it} from 'vitest';
import {countOfLast, sidesOf} from '../../../../src/models/layer-forms/network-value';

it('returns height and width of an image, and the length of the last axis', () => {
  const image = {row: 'data', shape: [4, 6, 3], parts: []};
  expect(sidesOf(image)).toEqual([4, 6]);
  expect([countOfLast(image), countOfLast({...image, shape: [7]})]).toEqual([3, 7]);
});
