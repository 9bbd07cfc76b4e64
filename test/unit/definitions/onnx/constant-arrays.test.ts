import {describe, expect, it} from 'vitest';
import {
  broadcastShape,
  broadcastTo,
  combined,
  matrixProduct,
  pick,
  reduced,
  stridesOf,
  taken,
  transposed,
} from '../../../../src/definitions/onnx/constant-arrays';

const A = {name: 'a', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6)};

describe('constant arrays', () => {
  it('transposes, takes, picks and reduces as NumPy does', () => {
    expect([...transposed(A, [1, 0]).data]).toEqual([1, 4, 2, 5, 3, 6]);
    expect(taken(A, 1, [2, 0])).toMatchObject({shape: [2, 2], data: Float32Array.of(3, 1, 6, 4)});
    expect([...pick(A, [2], ([i = 0]) => 5 - i).data]).toEqual([6, 5]);
    expect(reduced(A, [0], (x, y) => x + y)).toMatchObject({shape: [1, 3], data: Float32Array.of(5, 7, 9)});
    expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
  });

  it('multiplies matrices and vectors, and no arrays that do not fit', () => {
    const vector = (...values: number[]): typeof A => ({
      name: 'v',
      shape: [values.length],
      data: Float32Array.from(values),
    });
    expect(matrixProduct(A, transposed(A, [1, 0]))).toMatchObject({
      shape: [2, 2],
      data: Float32Array.of(14, 32, 32, 77),
    });
    expect(matrixProduct(A, vector(1, 0, 2))).toMatchObject({shape: [2], data: Float32Array.of(7, 16)});
    expect(matrixProduct(vector(1, 2), A)).toMatchObject({shape: [3], data: Float32Array.of(9, 12, 15)});
    expect(matrixProduct(vector(1, 2), vector(3, 4))).toMatchObject({shape: [], data: Float32Array.of(11)});
    expect(matrixProduct(A, A)).toBeUndefined();
  });

  it('broadcasts from the end', () => {
    expect(broadcastShape([2, 1], [3])).toEqual([2, 3]);
    expect(broadcastShape([2], [3])).toBeUndefined();
    expect([...broadcastTo({...A, shape: [6, 1]}, [6, 2]).data.slice(0, 4)]).toEqual([1, 1, 2, 2]);
    const row = {name: 'r', shape: [3], data: Float32Array.of(10, 20, 30)};
    expect([...combined(A, row, (x, y) => x + y)!.data]).toEqual([11, 22, 33, 14, 25, 36]);
  });
});
