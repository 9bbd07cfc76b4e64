import * as tf from '@tensorflow/tfjs-core';
import {afterEach, beforeAll, beforeEach, expect, it} from 'vitest';
import {MomentumUpdate} from '../../../../src/kernels/tensorflow/momentum';
import type {NativeOps} from '../../../../src/kernels/tensorflow/native-ops';
import {expectClose} from '../../../support/matchers';
import {describeOnTensorFlow, nativeCount, tensorFlowOps} from '../../../support/tensorflow';

const RATES = {learningRate: 0.1, momentum: 0.9, weightDecay: 0.01};

describeOnTensorFlow('MomentumUpdate on TensorFlow', () => {
  let ops: NativeOps;
  let before: number;
  let update: MomentumUpdate;
  let tensors: Record<'weight' | 'velocity' | 'gradient', tf.Tensor>;
  const given = {weight: [1, -2, 3], velocity: [0.5, 0, -1], gradient: [4, 5, -6]};
  beforeAll(async () => {
    ops = await tensorFlowOps();
  });
  beforeEach(() => {
    before = nativeCount();
    update = new MomentumUpdate(ops);
    tensors = {
      weight: tf.tensor1d(given.weight),
      velocity: tf.tensor1d(given.velocity),
      gradient: tf.tensor1d(given.gradient),
    };
  });
  afterEach(() => {
    tf.dispose(tensors);
    expect(nativeCount()).toBe(before);
  });
  const run = (rates = RATES): void => {
    update.run(tensors.weight, tensors.velocity, tensors.gradient, rates);
  };
  /** The rule in double precision. */
  const expected = (steps: number, {learningRate, momentum, weightDecay} = RATES): number[][] => {
    const [w, v] = [[...given.weight], [...given.velocity]];
    for (let step = 0; step < steps; step++) {
      for (let i = 0; i < w.length; i++) {
        v[i] = momentum * v[i]! - learningRate * (weightDecay * w[i]! + given.gradient[i]!);
        w[i] = w[i]! + v[i]!;
      }
    }
    return [w, v];
  };

  it.each([
    ['the paper', RATES],
    ['no decay', {...RATES, weightDecay: 0}],
    ['no momentum', {...RATES, momentum: 0}],
    ['a momentum that is next to none', {...RATES, momentum: 1e-6}],
    ['a rate of 0', {...RATES, learningRate: 0}],
  ])('equals the rule over five steps: %s', (_name, rates) => {
    for (let step = 0; step < 5; step++) {
      run(rates);
    }
    const [w, v] = expected(5, rates);
    expectClose(tensors.weight.dataSync(), w!, 1e-6);
    expectClose(tensors.velocity.dataSync(), v!, 1e-6);
  });

  it('never writes to an array of the caller', () => {
    const array = Float32Array.from(given.weight);
    tensors.weight.dispose();
    tensors.weight = tf.tensor1d(array);
    // TensorFlow takes the array as it is, without a copy.
    tf.square(tensors.weight).dispose();
    run();
    run();
    expect([...array]).toEqual(given.weight);
  });

  it('leaves values alone that were read before, and views in other shapes', () => {
    run();
    const read = tensors.weight.dataSync();
    const view = tf.tidy(() => tf.reshape(tensors.weight, [3, 1]));
    const clone = ops.scope(() => ops.toTensor(ops.reshape(ops.read(tensors.weight), [1, 3])));
    run();
    const [one] = expected(1);
    expectClose(read, one!, 1e-6);
    expectClose(clone.dataSync(), one!, 1e-6);
    tf.dispose([view, clone]);
  });

  it('changes what TensorFlow holds in place', () => {
    run();
    const names: string[] = [];
    const {binding} = ops.backend;
    ops.backend.binding = Object.create(binding, {
      executeOp: {
        value: (name: string, ...rest: [never, never, never]) => {
          names.push(name);
          return binding.executeOp(name, ...rest);
        },
      },
    }) as typeof binding;
    try {
      run();
    } finally {
      ops.backend.binding = binding;
    }
    expect(names.filter(name => /^(Mul|Add)/.test(name))).toEqual([]);
    expect(names).toContain('ResourceApplyKerasMomentum');
  });

  it('keeps the values where the update fails', () => {
    run();
    const wrong = tf.tensor1d([1, 2]);
    expect(() => {
      update.run(tensors.weight, tensors.velocity, wrong, {...RATES, weightDecay: 0});
    }).toThrow('Invalid TF_Status');
    wrong.dispose();
    const [w, v] = expected(1);
    expectClose(tensors.weight.dataSync(), w!, 1e-6);
    expectClose(tensors.velocity.dataSync(), v!, 1e-6);
  });
});
