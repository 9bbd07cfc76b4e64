import {describe, expect, it} from 'vitest';
import {
  factorsOfShape,
  makeView,
  partsOfView,
  reshapeView,
  rowAxis,
  sameView,
  usualView,
  viewSizes,
  withAxisSize,
} from '../../../../src/models/layer-forms/onnx-view';

const IMAGE = usualView({row: 'x', shape: [4, 5, 6], parts: []});

describe('OnnxView', () => {
  it('has the channels of an image first, and the order of the image that a row of numbers was', () => {
    expect(viewSizes(IMAGE)).toEqual([6, 4, 5]);
    const numbers = usualView({row: 'f', shape: [120], parts: [[4, 5, 6]]});
    expect(numbers).toEqual({factors: [4, 5, 6], axes: [[2, 0, 1]]});
    expect(usualView({row: 'f', shape: [7], parts: []}).axes).toEqual([[0]]);
    expect(sameView(IMAGE, makeView([4, 5, 6], [[2], [0], [1]]))).toBe(true);
  });

  it('splits and joins axes where the sizes divide', () => {
    expect(viewSizes(reshapeView(IMAGE, [2, 3, 20])!)).toEqual([2, 3, 20]);
    expect(reshapeView(IMAGE, [120])).toEqual({factors: [4, 5, 6], axes: [[2, 0, 1]]});
    // Channels as two factors: the last axis of the row is two factors.
    expect(reshapeView(IMAGE, [2, 3, 4, 5])).toEqual({factors: [4, 5, 2, 3], axes: [[2], [3], [0], [1]]});
    expect(reshapeView(IMAGE, [4, 30])).toBeUndefined();
    expect(reshapeView(IMAGE, [6, 4])).toBeUndefined();
  });

  it('finds the axis of the row that is an axis of the tensor', () => {
    expect([0, 1, 2].map(axis => rowAxis(IMAGE, [4, 5, 6], axis))).toEqual([2, 0, 1]);
    expect(rowAxis(IMAGE, [20, 6], 1)).toBeUndefined();
    expect(factorsOfShape(IMAGE, [20, 6])).toEqual([[0, 1], [2]]);
    expect(factorsOfShape(IMAGE, [3, 40])).toBeUndefined();
    expect(viewSizes(withAxisSize(IMAGE, [4, 5, 6], 2, 9))).toEqual([9, 4, 5]);
  });

  it('says of which image a row of numbers is, if its order is that of one', () => {
    expect(partsOfView(makeView([4, 5, 6], [[2, 0, 1]]))).toEqual([[4, 5, 6]]);
    expect(partsOfView(makeView([4, 5, 6], [[0, 1, 2]]))).toEqual([[1, 1, 120]]);
    expect(partsOfView(makeView([4, 5, 6], [[1, 0, 2]]))).toBeUndefined();
  });
});
