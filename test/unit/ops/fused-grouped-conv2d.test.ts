import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {fusedGroupedConv2d} from '../../../src/ops/fused-grouped-conv2d';
import {groupedConv2d} from '../../../src/ops/grouped-conv2d';
import {expectSameAsCpu, randomTensor, weightedSum} from '../../support/against-cpu';
import {expectNoLeak} from '../../support/matchers';
import {useCompiledKernels} from '../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

const x = (): tf.Tensor4D => randomTensor<tf.Rank.R4>([2, 7, 6, 6], 'x');
const w = (): tf.Tensor4D => randomTensor<tf.Rank.R4>([3, 3, 3, 8], 'w');
const bias = (): tf.Tensor1D => randomTensor<tf.Rank.R1>([8], 'b');
const PAD: tf.backend_util.ExplicitPadding = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];

describe('fusedGroupedConv2d', () => {
  it.each(['linear', 'relu'] as const)(
    'with %s: equals convolution, sum and activation, with all gradients',
    async activation => {
      await expectSameAsCpu(() => {
        const run = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor =>
          groupedConv2d(a as tf.Tensor4D, b as tf.Tensor4D, {
            padding: 1,
            groups: 2,
            bias: c as tf.Tensor1D,
            activation,
          });
        return [
          run(x(), w(), bias()),
          ...tf.grads((a, b, c) => weightedSum(run(a, b, c), 1))([x(), w(), bias()]),
        ];
      });
    },
  );

  it('is what groupedConv2d computes, and leaves no tensor behind', async () => {
    const attrs = {strides: [1, 1], dilations: [1, 1], pad: PAD, groups: 2, activation: 'relu'} as const;
    const mutable = {...attrs, strides: [1, 1] as [number, number], dilations: [1, 1] as [number, number]};
    await expectNoLeak(() => {
      tf.tidy(() => {
        const fused = fusedGroupedConv2d(x(), w(), bias(), mutable);
        const op = groupedConv2d(x(), w(), {padding: 1, groups: 2, bias: bias(), activation: 'relu'});
        expect(fused.dataSync()).toEqual(op.dataSync());
        expect(fused.shape).toEqual([2, 7, 6, 8]);
        tf.grads((a, b) => tf.sum(fusedGroupedConv2d(a as tf.Tensor4D, b as tf.Tensor4D, bias(), mutable)))([
          x(),
          w(),
        ]);
      });
    });
  });

  it('is replaced by an op that has a second derivative', () => {
    const second = tf.tidy(() => {
      const first = tf.grad(a =>
        tf.sum(tf.square(groupedConv2d(a as tf.Tensor4D, w(), {padding: 1, groups: 2}))),
      );
      return tf
        .grad(a => tf.sum(first(a)))(x())
        .dataSync();
    });
    expect(second.every(Number.isFinite)).toBe(true);
    expect(second.some(value => value !== 0)).toBe(true);
  });
});
