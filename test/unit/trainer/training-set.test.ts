import {expect, it} from 'vitest';
import {sourceOfSquares, toSquares} from '../../../src/trainer/training-set';

const platform = {decodeSquare: () => Promise.reject(new Error('no photos here'))};
const pixel = (value: number) => ({data: new Uint8Array(3).fill(value), width: 1, height: 1});

it('toSquares puts images one behind the other, for a source with their labels and names', async () => {
  const sent = {images: [pixel(5), pixel(9)], labels: [1, 0], names: ['x', 'y']};
  const squares = await toSquares(sent, 1, platform);
  expect(squares).toEqual({
    side: 1,
    labels: [1, 0],
    names: ['x', 'y'],
    bytes: Uint8Array.of(5, 5, 5, 9, 9, 9),
  });
  const source = sourceOfSquares(squares, ['a', 'b']);
  expect(source).toMatchObject({count: 2, imageShape: [1, 1, 3], names: ['x', 'y'], classes: ['a', 'b']});
  expect([...(await source.read([1]))]).toEqual([9, 9, 9]);
  source.dispose();
});

it('toSquares stops at an image when its signal is aborted', async () => {
  const sent = {images: [pixel(5)], labels: [0], names: ['x']};
  await expect(toSquares(sent, 1, platform, AbortSignal.abort('enough'))).rejects.toBe('enough');
});
