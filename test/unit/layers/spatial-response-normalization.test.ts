import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {
  SpatialResponseNormalization,
  spatialResponseNormalization,
} from '../../../src/layers/spatial-response-normalization';
import {spatialLrn} from '../../../src/ops/spatial-lrn';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

describeOnBackends('SpatialResponseNormalization', () => {
  it('has the expected defaults', () => {
    expect(spatialResponseNormalization()).toMatchObject({size: 5, alpha: 1, beta: 0.75});
  });

  it('does what its op does, and survives saving and loading', async () => {
    const options = {size: 3, alpha: 0.5, beta: 0.6};
    const model = tfl.sequential({
      layers: [spatialResponseNormalization({...options, inputShape: [5, 4, 2]})],
    });
    const x = randomTensor<tf.Rank.R4>([2, 5, 4, 2], 'x');
    const y = model.predict(x) as tf.Tensor;
    expectClose(y.dataSync(), spatialLrn(x, options).dataSync(), 1e-7);
    const loaded = await saveAndLoad(model);
    expectClose((loaded.predict(x) as tf.Tensor).dataSync(), y.dataSync(), 1e-7);
    expect(loaded.layers.find(layer => layer instanceof SpatialResponseNormalization)).toMatchObject(options);
  });

  it('names the layer whose window has no center', async () => {
    await expectAlexNetError(
      () => spatialResponseNormalization({name: 'norm1', size: 2}),
      'bad-argument',
      'SpatialResponseNormalization "norm1"',
      'size = 2',
    );
  });
});

describe('the options of SpatialResponseNormalization', () => {
  it.each([
    [{local_size: 3}, 'did you mean "size"?'],
    [{k: 1}, 'remove "k"'],
  ])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(() => spatialResponseNormalization(args as object), 'bad-argument', fix);
  });
});
