import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, expect, it} from 'vitest';
import {convolutionInfo} from '../../../../src/kernels/convolution-shape';
import {Convolution} from '../../../../src/kernels/tensorflow/convolution';
import type {NativeOps} from '../../../../src/kernels/tensorflow/native-ops';
import {groupedConv2d} from '../../../../src/ops/grouped-conv2d';
import {randomTensor, weightedSum} from '../../../support/against-cpu';
import {expectClose} from '../../../support/matchers';
import {describeOnTensorFlow, expectCpuValues, nativeCount, tensorFlowOps} from '../../../support/tensorflow';

const SEED = 61;

describeOnTensorFlow('Convolution on TensorFlow', () => {
  let ops: NativeOps;
  beforeAll(async () => {
    ops = await tensorFlowOps();
  });

  it(`has value and gradients of the cpu backend: groups, strides, dilations, any padding (seed ${SEED})`, async () => {
    const shapes = fc.record({
      size: fc.tuple(fc.integer({min: 5, max: 9}), fc.integer({min: 5, max: 9})),
      kernel: fc.tuple(fc.integer({min: 1, max: 3}), fc.integer({min: 1, max: 3})),
      groups: fc.integer({min: 1, max: 3}),
      perGroup: fc.tuple(fc.integer({min: 1, max: 3}), fc.integer({min: 1, max: 3})),
      step: fc.constantFrom([1, 1], [2, 1], [3, 1], [1, 2]),
      padding: fc.constantFrom<'valid' | 'same' | number>('valid', 'same', 1, 2, 3),
      activation: fc.constantFrom<'linear' | 'relu'>('linear', 'relu'),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({size, kernel, groups, perGroup, step, padding, activation, seed}) => {
        const [channels, filters] = [groups * perGroup[0], groups * perGroup[1]];
        await expectCpuValues(() => {
          const x = randomTensor<tf.Rank.R4>([2, ...size, channels], seed, 'x');
          const w = randomTensor<tf.Rank.R4>([...kernel, perGroup[0], filters], seed, 'w');
          const bias = randomTensor<tf.Rank.R1>([filters], seed, 'b');
          const [strides, dilations] = step as [number, number];
          const y = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor4D =>
            groupedConv2d(a as tf.Tensor4D, b as tf.Tensor4D, {
              ...{groups, strides, dilations, padding, activation},
              bias: c as tf.Tensor1D,
            });
          return [y(x, w, bias), ...tf.grads((a, b, c) => weightedSum(y(a, b, c), seed))([x, w, bias])];
        });
      }),
      {seed: SEED, numRuns: 30},
    );
  });

  it('trains tf.conv2d with a padding in pixels, which tfjs-node refuses', async () => {
    await expectCpuValues(() => {
      const x = randomTensor<tf.Rank.R4>([1, 5, 6, 2], 'x');
      const w = randomTensor<tf.Rank.R4>([3, 3, 2, 4], 'w');
      return tf.grads((a, b) =>
        weightedSum(
          tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, [
            [0, 0],
            [0, 1],
            [2, 0],
            [0, 0],
          ]),
          1,
        ),
      )([x, w]);
    });
  });

  it('adds the bias on the way or after it, to the same result, and leaves nothing behind', () => {
    const before = nativeCount();
    ops.scope(() => {
      const info = convolutionInfo([1, 4, 4, 2], [3, 3, 1, 4], {strides: 1, pad: 'same', groups: 2});
      const wave = (count: number): Float32Array => Float32Array.from({length: count}, (_, i) => Math.sin(i));
      const given = {
        x: ops.floats(wave(32), [1, 4, 4, 2]),
        filter: ops.floats(wave(36), [3, 3, 1, 4]),
        bias: ops.floats(wave(4), [4]),
      };
      const [fused, apart] = [true, false].map(fusedBias =>
        ops.values(new Convolution(ops, {fusedBias}).forward(info, given, 'relu')),
      );
      expectClose(fused!, apart!);
      expect(Math.min(...fused!)).toBe(0);
    });
    expect(nativeCount()).toBe(before);
  });
});
