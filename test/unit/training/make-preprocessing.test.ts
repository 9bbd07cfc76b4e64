import {describe, expect, it} from 'vitest';
import {parsePreprocessing, serializePreprocessing} from '../../../src/core/preprocessing';
import {ALEXNET_MINI} from '../../../src/presets/alexnet-mini';
import {CAFFENET} from '../../../src/presets/caffenet';
import {makePreprocessing} from '../../../src/training/make-preprocessing';

const statistics = {
  mean: [1, 2, 3],
  stddev: [4, 5, 0],
  pca: {
    eigenvalues: [3, 2, 1],
    eigenvectors: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
} as unknown as Parameters<typeof makePreprocessing>[0]['statistics'];

describe('makePreprocessing', () => {
  it('measures what the preset leaves to the training set, and divides by no zero', () => {
    const made = makePreprocessing({preset: ALEXNET_MINI, statistics, classes: ['cat', 'dog']});
    expect(made).toMatchObject({
      mean: [1, 2, 3],
      scale: [0.25, 0.2, 1],
      resizeShorterSide: 76,
      inputShape: [67, 67, 3],
      classes: ['cat', 'dog'],
    });
    expect(parsePreprocessing(serializePreprocessing(made), 'test')).toEqual(made);
  });

  it('keeps the constants of a preset that has its own', () => {
    expect(makePreprocessing({preset: CAFFENET, statistics, classes: ['a', 'b']})).toMatchObject({
      mean: [123, 117, 104],
      scale: [1, 1, 1],
      channelOrder: 'bgr',
    });
  });
});
