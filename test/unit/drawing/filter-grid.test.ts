import {describe, expect, it} from 'vitest';
import {drawFilterGrid} from '../../../src/drawing/filter-grid';
import {expectAlexNetError} from '../../support/matchers';

const pixel = (picture: {width: number; data: Uint8Array}, x: number, y: number): number[] =>
  Array.from(picture.data.subarray((y * picture.width + x) * 4, (y * picture.width + x) * 4 + 4));

describe('drawFilterGrid', () => {
  it('has the expected defaults: sixteen of the 96 filters a row, 4 px a weight, 2 px between', () => {
    const picture = drawFilterGrid({shape: [11, 11, 3, 96], data: new Float32Array(11 * 11 * 3 * 96)});
    expect([picture.width, picture.height]).toEqual([16 * 46 - 2, 6 * 46 - 2]);
    expect(picture.data.length).toBe(picture.width * picture.height * 4);
  });

  it('maps 0 to middle gray and the largest magnitude of a filter to full intensity', () => {
    // One pixel, three channels, two filters: values [channel][filter].
    const kernel = {shape: [1, 1, 3, 2], data: [0.5, -8, 0, 4, -0.25, 0]};
    const picture = drawFilterGrid(kernel, {scale: 1, gapPx: 1, columns: 2});
    expect(pixel(picture, 0, 0)).toEqual([255, 128, 64, 255]);
    expect(pixel(picture, 1, 0)).toEqual([0, 0, 0, 0]);
    expect(pixel(picture, 2, 0)).toEqual([0, 191, 128, 255]);
  });

  it('uses one range for all filters when contrast is all', () => {
    const kernel = {shape: [1, 1, 3, 2], data: [4, -8, 0, 0, 0, 0]};
    const picture = drawFilterGrid(kernel, {scale: 1, gapPx: 0, columns: 2, contrast: 'all'});
    expect(pixel(picture, 0, 0)).toEqual([191, 128, 128, 255]);
    expect(pixel(picture, 1, 0)).toEqual([0, 128, 128, 255]);
  });

  it('reverses the channels of a BGR kernel', () => {
    const kernel = {shape: [1, 1, 3, 1], data: [1, 0, -1]};
    const picture = drawFilterGrid(kernel, {scale: 1, gapPx: 0, channelOrder: 'bgr'});
    expect(pixel(picture, 0, 0)).toEqual([0, 128, 255, 255]);
  });

  it('repeats each weight scale × scale times', () => {
    const picture = drawFilterGrid({shape: [1, 2, 3, 1], data: [1, 1, 1, -1, -1, -1]}, {scale: 2, gapPx: 0});
    expect([picture.width, picture.height]).toEqual([4, 2]);
    expect([0, 1, 2, 3].map(x => pixel(picture, x, 1)[0])).toEqual([255, 255, 0, 0]);
  });

  it('draws a gray tile for each pair of channel and filter if the input is not RGB', () => {
    const picture = drawFilterGrid(
      {shape: [1, 1, 2, 2], data: [1, -1, 0, 1]},
      {scale: 1, gapPx: 0, columns: 4},
    );
    expect([0, 1, 2, 3].map(x => pixel(picture, x, 0)[0])).toEqual([255, 128, 0, 255]);
  });

  it('draws a dead filter and values that are not numbers in middle gray', () => {
    const picture = drawFilterGrid(
      {shape: [1, 1, 3, 2], data: [0, NaN, 0, 1, 0, Infinity]},
      {scale: 1, gapPx: 0, columns: 2},
    );
    expect(pixel(picture, 0, 0)).toEqual([128, 128, 128, 255]);
    expect(pixel(picture, 1, 0)).toEqual([128, 255, 128, 255]);
  });

  it('draws 0, what is below, and values that are not numbers in black when zero is black', () => {
    const kernel = {shape: [1, 5, 1, 1], data: [0, -1, NaN, 1, 2]};
    const picture = drawFilterGrid(kernel, {scale: 1, gapPx: 0, zero: 'black'});
    expect([0, 1, 2, 3, 4].map(x => pixel(picture, x, 0)[0])).toEqual([0, 0, 0, 128, 255]);
  });

  it('refuses a kernel without four axes and one whose numbers do not fill its shape', async () => {
    await expectAlexNetError(
      () => drawFilterGrid({shape: [3, 3, 3], data: new Float32Array(27)}),
      'bad-argument',
      'kernel.shape[3] = undefined',
      'integer ≥ 1',
    );
    await expectAlexNetError(
      () => drawFilterGrid({shape: [1, 1, 3, 1], data: [1, 2]}),
      'bad-argument',
      'kernel.data.length = 2',
    );
  });
});
