import * as tf from '@tensorflow/tfjs-core';
import {it} from 'vitest';
import {updateByMomentum} from '../../../../src/optimizers/momentum-update';
import {randomTensor, randomValues} from '../../../support/against-cpu';
import {expectClose} from '../../../support/matchers';
import {describeOnWebGPU} from '../../../support/webgpu';

const RATES = {learningRate: 0.1, momentum: 0.9, weightDecay: 0.01};

/** The rule, number by number. */
function expected(steps: number, size: number): {weight: Float32Array; velocity: Float32Array} {
  const weight = randomValues(size, 'weight');
  const velocity = new Float32Array(size);
  for (let step = 0; step < steps; step++) {
    const gradient = randomValues(size, 'gradient', step);
    for (let i = 0; i < size; i++) {
      velocity[i] = 0.9 * velocity[i]! - 0.1 * (0.01 * weight[i]! + gradient[i]!);
      weight[i]! += velocity[i]!;
    }
  }
  return {weight, velocity};
}

describeOnWebGPU('the momentum update', () => {
  it.each([[[3, 4]], [[7]], [[]], [[40, 30]]])(
    'follows the rule over three steps at shape %j',
    async shape => {
      await tf.setBackend('webgpu');
      const size = tf.util.sizeFromShape(shape);
      const weight = tf.variable(tf.tensor(randomValues(size, 'weight'), shape));
      let velocity: tf.Tensor | undefined;
      for (let step = 0; step < 3; step++) {
        const gradient = tf.tensor(randomValues(size, 'gradient', step), shape);
        velocity = updateByMomentum(weight, velocity, gradient, RATES);
        gradient.dispose();
      }
      const rule = expected(3, size);
      expectClose(await weight.data(), rule.weight);
      expectClose(await velocity!.data(), rule.velocity);
      tf.dispose([weight, velocity!]);
    },
  );

  it('shows a reader the values after the update, also where a download was under way before it', async () => {
    await tf.setBackend('webgpu');
    const size = 2000; // above what the backend keeps on the processor
    const weight = tf.variable(tf.mul(tf.tensor1d(randomValues(size, 'weight')), 1));
    const velocity = tf.mul(tf.zeros([size]), 1);
    const first = await weight.data();
    for (let step = 0; step < 2; step++) {
      const pending = weight.data();
      const gradient = tf.tensor1d(randomValues(size, 'gradient', step));
      updateByMomentum(weight, velocity, gradient, RATES);
      expectClose(await pending, expected(step, size).weight);
      expectClose(await weight.data(), expected(step + 1, size).weight);
      gradient.dispose();
    }
    expectClose(first, randomValues(size, 'weight'));
    tf.dispose([weight, velocity]);
  });

  it('leaves alone what shares the values of the weight', async () => {
    await tf.setBackend('webgpu');
    const weight = tf.variable(randomTensor<tf.Rank.R1>([8], 'weight'));
    const copy = tf.clone(weight);
    const gradient = tf.ones([8]);
    const velocity = updateByMomentum(weight, undefined, gradient, RATES);
    expectClose(await copy.data(), randomValues(8, 'weight'));
    tf.dispose([weight, copy, gradient, velocity]);
  });
});
