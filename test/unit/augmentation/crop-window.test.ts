import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {cropImages, resolveCropSize} from '../../../src/augmentation/crop-window';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {ramp} from '../../support/ramp';

describeOnBackends('cropImages', () => {
  it('takes exactly the pixels of each window, and keeps the dtype', async () => {
    await expectNoLeak(() => {
      const x = ramp([2, 5, 6, 2], 'int32');
      const windows = [
        {top: 1, left: 2, height: 3, width: 4},
        {top: 2, left: 0, height: 3, width: 4},
      ];
      const y = cropImages(x, windows);
      expect(y.shape).toEqual([2, 3, 4, 2]);
      expect(y.dtype).toBe('int32');
      const [input, output] = [x.arraySync(), y.arraySync()];
      windows.forEach((w, b) => {
        expect(output[b]).toEqual(
          input[b]!.slice(w.top, w.top + 3).map(row => row.slice(w.left, w.left + 4)),
        );
      });
      tf.dispose([x, y]);
    });
  });

  it('cuts one window out of all images', () => {
    tf.tidy(() => {
      const x = ramp([2, 3, 3, 1]);
      expect([...cropImages(x, [{top: 1, left: 1, height: 1, width: 2}]).dataSync()]).toEqual([4, 5, 13, 14]);
    });
  });

  it.each([
    ['no window', []],
    ['too many windows', [0, 0, 0].map(() => ({top: 0, left: 0, height: 1, width: 1}))],
    ['a window that leaves the image', [{top: 2, left: 0, height: 2, width: 2}]],
    ['a window that begins outside', [{top: -1, left: 0, height: 2, width: 2}]],
    [
      'windows of two sizes',
      [
        {top: 0, left: 0, height: 2, width: 2},
        {top: 0, left: 0, height: 1, width: 2},
      ],
    ],
  ])('refuses %s', async (_title, windows) => {
    const x = tf.zeros<tf.Rank.R4>([2, 3, 3, 1]);
    await expectAlexNetError(
      () => cropImages(x, windows),
      'bad-argument',
      JSON.stringify(windows),
      'fix: draw the windows',
    );
    x.dispose();
  });

  it('refuses a crop larger than the image and sizes that are none', async () => {
    await expectAlexNetError(
      () => resolveCropSize('randomCrop', 5, 4, 8),
      'bad-shape',
      'randomCrop',
      '5 × 5',
      '4 × 8',
    );
    await expectAlexNetError(
      () => resolveCropSize('randomCrop', [4, 0], 4, 8),
      'bad-argument',
      'crop width = 0',
    );
    expect(resolveCropSize('randomCrop', [4, 7], 4, 8)).toEqual([4, 7]);
  });
});
