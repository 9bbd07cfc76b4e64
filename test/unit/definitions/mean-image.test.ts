import {describe, expect, it} from 'vitest';
import {decodeMeanImage} from '../../../src/core/preprocessing';
import {meanOfImage} from '../../../src/definitions/mean-image';
import {expectAlexNetError} from '../../support/matchers';

/** Channel by channel: 0, 1, 2, 3; 10, 11, 12, 13; 20, … */
const IMAGE = {
  name: 'mean',
  shape: [1, 3, 2, 2],
  data: Float32Array.from({length: 12}, (_, i) => 10 * Math.floor(i / 4) + (i % 4)),
};

describe('meanOfImage', () => {
  it('puts channels last, and red first where the network has blue first', () => {
    const rgb = meanOfImage(IMAGE, {channels: 3, order: 'rgb', where: 'f'});
    expect(rgb.mean).toEqual([1.5, 11.5, 21.5]);
    expect([...decodeMeanImage(rgb.meanImage!)].slice(0, 6)).toEqual([0, 10, 20, 1, 11, 21]);
    const bgr = meanOfImage(IMAGE, {channels: 3, order: 'bgr', where: 'f'});
    expect(bgr.mean).toEqual([21.5, 11.5, 1.5]);
    expect(bgr.meanImage?.shape).toEqual([2, 2, 3]);
  });

  it('takes one number per channel, and one channel', () => {
    const numbers = {name: 'mean', shape: [3], data: Float32Array.of(1, 2, 3)};
    expect(meanOfImage(numbers, {channels: 3, order: 'bgr', where: 'f'})).toEqual({mean: [3, 2, 1]});
    const gray = {name: 'mean', shape: [1, 1, 1, 1], data: Float32Array.of(7)};
    expect(meanOfImage(gray, {channels: 1, order: 'rgb', where: 'f'})).toEqual({mean: [7]});
  });

  it.each([
    [{channels: 1}, '1 channels'],
    [{channels: 3, side: 4}, '4 × 4'],
  ])('refuses an image that does not fit %o', async (args, expected) => {
    await expectAlexNetError(
      () => meanOfImage(IMAGE, {order: 'rgb', where: 'f', ...args}),
      'bad-shape',
      expected,
      '[1, 3, 2, 2]',
    );
  });

  it('refuses what is no square', async () => {
    await expectAlexNetError(
      () => meanOfImage({...IMAGE, shape: [3, 1, 4]}, {channels: 3, order: 'rgb', where: 'f'}),
      'bad-shape',
      'a square',
    );
  });
});
