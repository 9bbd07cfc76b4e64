import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {tensorSource} from '../../../src/data/tensor-source';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';

describeOnBackends('tensorSource', () => {
  it('reads the images of a tensor, rounded and clipped to bytes, and leaves the tensor alone', async () => {
    await expectNoLeak(async () => {
      const x = tf.tensor4d([0.4, 0.6, 300, -5, 7, 8], [3, 1, 2, 1]);
      const source = tensorSource(x, [1, 0, -1], ['dog', 'cat']);
      expect([...(await source.read([2, 0, 1, 2]))]).toEqual([7, 8, 0, 1, 255, 0, 7, 8]);
      expect(source).toMatchObject({count: 3, imageShape: [1, 2, 1], names: ['0', '1', '2'], waitedMs: 0});
      expect([...source.labels]).toEqual([1, 0, -1]);
      source.prefetch([0]);
      source.dispose();
      await expectAlexNetError(() => source.read([0]), 'bad-state', 'disposed');
      expect(x.isDisposed).toBe(false);
      x.dispose();
    });
  });

  it('reads bytes, and has a fingerprint of names, labels and sizes', async () => {
    const options = {imageShape: [1, 1, 3] as const};
    const source = tensorSource(Uint8Array.of(1, 2, 3, 4, 5, 6), [0, 1], ['a', 'b'], options);
    expect([...(await source.read([1]))]).toEqual([4, 5, 6]);
    const other = tensorSource(new Uint8Array(6), [1, 1], ['a', 'b'], options);
    const same = tensorSource(new Uint8Array(6), [0, 1], ['a', 'b'], options);
    expect(same.fingerprint).toBe(source.fingerprint);
    expect(other.fingerprint).not.toBe(source.fingerprint);
  });

  it('refuses labels without a class, a wrong number of them or of names, and bytes without a shape', async () => {
    const bytes = new Uint8Array(6);
    const options = {imageShape: [1, 1, 3] as const};
    await expectAlexNetError(
      () => tensorSource(bytes, [0, 2], ['a', 'b'], options),
      'bad-argument',
      'labels 2',
      'fix: ',
    );
    await expectAlexNetError(
      () => tensorSource(bytes, [0], ['a'], options),
      'bad-shape',
      '6 bytes, 1 labels',
    );
    await expectAlexNetError(() => tensorSource(bytes, [0, 0], ['a']), 'bad-shape', 'imageShape undefined');
    await expectAlexNetError(
      () => tensorSource(bytes, [0, 0], ['a'], {...options, names: ['x']}),
      'bad-argument',
      '1 names',
    );
  });
});
