import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {ceilMaxPooling2d} from '../../../src/layers/ceil-max-pooling2d';
import {paddedMaxPooling2d} from '../../../src/layers/padded-max-pooling2d';
import {expectAlexNetError} from '../../support/matchers';

describe('PoolingWindow', () => {
  it('computes the output size with the rounding of its class, and leaves unknown sides unknown', () => {
    const args = {poolSize: 3, strides: 2};
    expect(ceilMaxPooling2d(args).computeOutputShape([null, 56, 55, 8])).toEqual([null, 28, 27, 8]);
    expect(paddedMaxPooling2d(args).computeOutputShape([null, 56, 55, 8])).toEqual([null, 27, 27, 8]);
    expect(paddedMaxPooling2d(args).computeOutputShape([null, null, 55, 8])).toEqual([null, null, 27, 8]);
  });

  it('names the layer, the argument and its range', async () => {
    await expectAlexNetError(
      () => paddedMaxPooling2d({name: 'pool1', poolSize: 2, padding: 2}),
      'bad-argument',
      'PaddedMaxPooling2D "pool1"',
      'padding = 2',
      'from 0 to 1',
    );
    await expectAlexNetError(() => paddedMaxPooling2d({strides: 0}), 'bad-argument', 'strides = 0');
  });
});
