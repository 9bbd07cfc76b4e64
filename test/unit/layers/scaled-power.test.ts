import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {scaledPower} from '../../../src/layers/scaled-power';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

describeOnBackends('ScaledPower', () => {
  it.each([
    [{}, [1, 2, 4]],
    [{scale: 0.5, shift: -1}, [-0.5, 0, 1]],
    [{power: 2, scale: 2, shift: 1}, [9, 25, 81]],
    [{power: 0.5}, [1, Math.SQRT2, 2]],
    [{power: -1, shift: 1}, [1 / 2, 1 / 3, 1 / 5]],
  ])('computes (shift + scale · x) ^ power for %j', (args, expected) => {
    const y = scaledPower(args).apply(tf.tensor2d([1, 2, 4], [1, 3])) as tf.Tensor;
    expectClose(y.dataSync(), expected, 1e-5);
  });

  it('has the gradient of finite differences, and survives saving', async () => {
    const model = tfl.sequential({layers: [scaledPower({power: 3, scale: 2, shift: 1, inputShape: [2]})]});
    const x = tf.tensor2d([0.5, -0.25], [1, 2]);
    const gradient = tf.grad(input => tf.sum(model.apply(input) as tf.Tensor))(x);
    // 3 · (1 + 2x)² · 2.
    expectClose(gradient.dataSync(), [24, 1.5], 1e-4);
    const loaded = await saveAndLoad(model);
    expectClose((loaded.predict(x) as tf.Tensor).dataSync(), [8, 0.125], 1e-5);
  });
});

describe('the options of ScaledPower', () => {
  it('are finite numbers, and no others are taken', async () => {
    await expectAlexNetError(() => scaledPower({power: NaN}), 'bad-argument', 'power');
    await expectAlexNetError(() => scaledPower({exponent: 2} as object), 'bad-argument', '"exponent"');
    expect(scaledPower().getConfig()).toMatchObject({power: 1, scale: 1, shift: 0});
  });
});
