import '@tensorflow/tfjs-backend-cpu';
import {unzipSync} from 'fflate';
import {describe, expect, it} from 'vitest';
import {writeNpz} from '../../../src/weights/write-npz';
import {smallNetwork} from '../../support/small-network';
import {TINY_PREPROCESSING} from '../../support/tiny-run';

describe('writeNpz', () => {
  it('is ready for Caffe unless other names are asked for, and carries the preprocessing', async () => {
    const members = Object.keys(
      unzipSync(await writeNpz(smallNetwork(), {preprocessing: TINY_PREPROCESSING})),
    );
    expect(members).toEqual([
      'conv1/0.npy',
      'conv1/1.npy',
      'fc6/0.npy',
      'fc6/1.npy',
      'fc7/0.npy',
      'fc7/1.npy',
      'tfjs-alexnet.preprocessing.npy',
    ]);
    expect(Object.keys(unzipSync(await writeNpz(smallNetwork(), {keys: 'own'})))).toContain(
      'conv1/kernel.npy',
    );
  });
});
