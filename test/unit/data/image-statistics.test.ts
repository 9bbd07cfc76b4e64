import {expect, it} from 'vitest';
import {ChannelMoments} from '../../../src/core/channel-moments';
import {statisticsOf} from '../../../src/data/image-statistics';

it('reports mean, standard deviation and components of the moments', () => {
  const moments = new ChannelMoments(3).add(Uint8Array.of(0, 0, 0, 2, 4, 0));
  const {count, mean, stddev, pca} = statisticsOf(2, moments);
  expect({count, mean, stddev}).toEqual({count: 2, mean: [1, 2, 0], stddev: [1, 2, 0]});
  expect(pca.eigenvalues[0]).toBeCloseTo(5, 9);
});
