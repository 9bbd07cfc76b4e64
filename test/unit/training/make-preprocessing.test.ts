import {describe, expect, it} from 'vitest';
import {ChannelMoments} from '../../../src/core/channel-moments';
import {parsePreprocessing, serializePreprocessing} from '../../../src/core/preprocessing';
import {statisticsOf} from '../../../src/data/image-statistics';
import {ALEXNET_MINI} from '../../../src/presets/networks/alexnet-mini';
import {CAFFENET} from '../../../src/presets/networks/caffenet';
import {LENET5} from '../../../src/presets/networks/lenet5';
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

  it('measures gray for a network of one channel, as the pixels themselves would', () => {
    const moments = {colors: new ChannelMoments(3), gray: new ChannelMoments(1)};
    for (let i = 0; i < 500; i++) {
      const [r, g, b] = [(i * 37) % 256, (i * 91 + (i % 7) * 9) % 256, (i * 11) % 200] as const;
      moments.colors.add([r, g, b]);
      moments.gray.add([0.299 * r + 0.587 * g + 0.114 * b]);
    }
    const made = makePreprocessing({
      preset: LENET5,
      statistics: statisticsOf(500, moments.colors),
      classes: ['a', 'b'],
    });
    expect(made.inputShape).toEqual([32, 32, 1]);
    expect(made.mean).toHaveLength(1);
    expect(made.mean[0]).toBeCloseTo(moments.gray.mean[0]!, 9);
    expect(made.scale).toHaveLength(1);
    expect(made.scale[0]).toBeCloseTo(1 / moments.gray.stddev[0]!, 9);
    expect(made.pca).toBeUndefined();
    expect(parsePreprocessing(serializePreprocessing(made), 'test')).toEqual(made);
  });
});
