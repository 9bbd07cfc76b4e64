import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {expectClose} from '../../../support/matchers';
import {describeOnWebGPU} from '../../../support/webgpu';

describeOnWebGPU('sine and cosine', () => {
  it('are within 1e-6 of the function, in each quarter and far from zero', async () => {
    await tf.setBackend('webgpu');
    const values = Float32Array.from({length: 400}, (_, i) => (i < 200 ? (i - 100) / 20 : (i - 300) * 9.7));
    const x = tf.tensor2d(values, [20, 20]);
    const [sine, cosine] = [tf.sin(x), tf.cos(x)];
    expectClose(await sine.data(), values.map(Math.sin), 1e-6);
    expectClose(await cosine.data(), values.map(Math.cos), 1e-6);
    const empty = tf.sin(tf.zeros([0, 3]));
    expect(await empty.data()).toHaveLength(0);
    tf.dispose([x, sine, cosine, empty]);
  });
});
