import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {updateByMomentum} from '../../../src/optimizers/momentum-update';
import {describeOnBackends} from '../../support/backends';
import {expectClose, expectNoLeak} from '../../support/matchers';

const SEED = 20121;
const number = fc.double({min: -3, max: 3, noNaN: true}).map(Math.fround);

describeOnBackends('updateByMomentum', () => {
  it(`equals v ← m·v − ε·(d·w + g), w ← w + v for any numbers (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, number, number), {minLength: 1, maxLength: 20}),
        fc.record({
          learningRate: fc.double({min: 0, max: 1, noNaN: true}),
          momentum: fc.double({min: 0, max: 1, noNaN: true}),
          weightDecay: fc.oneof(fc.constant(0), fc.double({min: 0, max: 0.1, noNaN: true})),
        }),
        (rows, rates) => {
          const {learningRate, momentum, weightDecay} = rates;
          const column = (i: 0 | 1 | 2): tf.Tensor1D => tf.tensor1d(rows.map(row => row[i]));
          const weight = tf.variable(column(0));
          const next = updateByMomentum(weight, column(1), column(2), rates);
          const expected = rows.map(([w, v, g]) => momentum * v - learningRate * (weightDecay * w + g));
          expectClose(next.dataSync(), expected, 1e-6);
          expectClose(
            weight.dataSync(),
            rows.map(([w], i) => w + expected[i]!),
            1e-6,
          );
          tf.disposeVariables();
        },
      ),
      {seed: SEED, numRuns: 50},
    );
  });

  it(`moves on by the velocity of the step to come with nesterov (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.tuple(number, number, number),
        fc.double({min: 0, max: 1, noNaN: true}),
        fc.boolean(),
        ([w, v, g], momentum, isFirst) => {
          const rates = {learningRate: 0.5, momentum, weightDecay: 0.25, nesterov: true};
          const weight = tf.variable(tf.tensor1d([w]));
          const velocity = tf.tensor1d([v]);
          const before = tf.memory().numTensors;
          const next = updateByMomentum(weight, isFirst ? undefined : velocity, tf.tensor1d([g]), rates);
          // The velocity, and the gradient made in the call.
          expect(tf.memory().numTensors - before).toBe(2);
          const push = -0.5 * (0.25 * w + g);
          const expected = (isFirst ? 0 : momentum * v) + push;
          expectClose(next.dataSync(), [expected], 1e-6);
          expectClose(weight.dataSync(), [w + momentum * expected + push], 2e-6);
          expect(velocity.dataSync()[0]).toBe(v);
          tf.dispose([velocity, next]);
          tf.disposeVariables();
        },
      ),
      {seed: SEED, numRuns: 30},
    );
  });

  it('takes no velocity as 0', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const rates = {learningRate: 0.5, momentum: 0.9, weightDecay: 0.1};
    const next = updateByMomentum(weight, undefined, tf.tensor1d([4, 8]), rates);
    expectClose(next.dataSync(), [-2.05, -4.1]);
    expectClose(weight.dataSync(), [-1.05, -2.1]);
  });

  it('keeps at most two temporaries of the size of the weight', async () => {
    const size = 1 << 16;
    const weight = tf.variable(tf.ones([size]));
    const velocity = tf.ones([size]);
    const gradient = tf.ones([size]);
    const rates = {learningRate: 0.5, momentum: 0.9, weightDecay: 0.1};
    const {peakBytes, newBytes} = await tf.profile(() => updateByMomentum(weight, velocity, gradient, rates));
    const held = tf.memory().numBytes - newBytes;
    // The new velocity stays; a temporary more, and the new weight before the old one goes.
    expect(Math.round((peakBytes - held) / (4 * size))).toBeLessThanOrEqual(3);
  });

  it('leaves one new tensor, the velocity', async () => {
    const weight = tf.variable(tf.ones([3]));
    const gradient = tf.ones([3]);
    await expectNoLeak(() => {
      updateByMomentum(weight, undefined, gradient, {learningRate: 1, momentum: 0.9, weightDecay: 0.1});
    }, 1);
  });

  it('lets a gradient that is no number through, whatever it is multiplied by', () => {
    const weight = tf.variable(tf.tensor1d([1, 1]));
    const rates = {learningRate: 0, momentum: 0, weightDecay: 0};
    updateByMomentum(weight, undefined, tf.tensor1d([NaN, 1]), rates);
    expect(Array.from(weight.dataSync())).toEqual([NaN, 1]);
  });
});
