import {describe, expect, it} from 'vitest';
import {ChannelMoments} from '../../../src/core/channel-moments';
import {computeMean} from '../../../src/data/compute-mean';
import {tensorSource} from '../../../src/data/tensor-source';
import {expectAlexNetError, expectClose} from '../../support/matchers';

const bytes = Uint8Array.from({length: 5 * 2 * 3 * 3}, (_, i) => (i * 37) % 256);
const source = tensorSource(bytes, [0, 0, 0, 0, 0], ['a'], {imageShape: [2, 3, 3]});

describe('computeMean', () => {
  it('equals a direct computation, whatever the batch', async () => {
    for (const batchSize of [1, 2, 64]) {
      const seen: [number, number][] = [];
      const report = await computeMean(source, {batchSize, onProgress: (...at) => seen.push(at)});
      const expected = Array.from(
        {length: 18},
        (_, i) => [0, 1, 2, 3, 4].reduce((sum, b) => sum + bytes[b * 18 + i]!, 0) / 5,
      );
      expectClose(report.meanImage, expected, 1e-6);
      const direct = new ChannelMoments(3).add(bytes);
      expectClose(report.mean, direct.mean, 1e-12);
      expectClose(report.stddev, direct.stddev, 1e-12);
      expectClose(report.pca.eigenvalues, direct.principalComponents.eigenvalues, 1e-9);
      expect(report).toMatchObject({count: 5, shape: [2, 3, 3]});
      expect(seen.at(-1)).toEqual([5, 5]);
    }
  });

  it('stops where it is told to, and refuses a batch of none', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(computeMean(source, {signal})).rejects.toThrow('enough');
    await expectAlexNetError(() => computeMean(source, {batchSize: 0}), 'bad-argument', 'batchSize = 0');
  });
});
