import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {PaddedMaxPooling2D, paddedMaxPooling2d} from '../../../src/layers/padded-max-pooling2d';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

describeOnBackends('PaddedMaxPooling2D', () => {
  it('pads both sides alike and rounds down, and keeps its sizes through saving and loading', async () => {
    const model = tfl.sequential({
      layers: [paddedMaxPooling2d({poolSize: 3, strides: 2, padding: 1, inputShape: [4, 5, 1]})],
    });
    const x = tf.tensor4d(
      Array.from({length: 20}, (_, i) => -i - 1),
      [1, 4, 5, 1],
    );
    const y = model.predict(x) as tf.Tensor;
    // The values fall row by row, so each window's largest is its first pixel on the image.
    expect([...y.dataSync()]).toEqual([-1, -2, -4, -6, -7, -9]);
    expect(model.outputs[0]!.shape).toEqual([null, ...y.shape.slice(1)]);
    const loaded = await saveAndLoad(model);
    expectClose((loaded.predict(x) as tf.Tensor).dataSync(), y.dataSync(), 1e-7);
    expect(loaded.layers.find(layer => layer instanceof PaddedMaxPooling2D)).toMatchObject({padding: 1});
  });
});

describe('the options of PaddedMaxPooling2D', () => {
  it.each([[{pad: 1}, 'did you mean "padding"?']])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(() => paddedMaxPooling2d(args as object), 'bad-argument', fix);
  });
});
