import {expect, it} from 'vitest';
import {slicePlaces} from '../../../../src/models/layer-forms/onnx-slices';

it('slicePlaces takes what Python takes', () => {
  expect(slicePlaces(5, 1, 3, 1)).toEqual([1, 2]);
  expect(slicePlaces(5, -2, 2 ** 40, 1)).toEqual([3, 4]);
  expect(slicePlaces(5, 0, -1, 2)).toEqual([0, 2]);
  expect(slicePlaces(5, -1, -(2 ** 40), -1)).toEqual([4, 3, 2, 1, 0]);
  expect(slicePlaces(5, 3, 1, 1)).toEqual([]);
  expect(slicePlaces(5, 0, 5, 0)).toEqual([]);
});
