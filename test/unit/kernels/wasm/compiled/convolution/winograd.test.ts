import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {afterEach, beforeAll, describe, expect, it} from 'vitest';
import {useWasm} from '../../../../../../src/backends/use-wasm';
import {groupedConv2d} from '../../../../../../src/ops/grouped-conv2d';
import {evenBlock} from '../../../../../../src/kernels/wasm/compiled/convolution/winograd';
import {planWinograd} from '../../../../../../src/kernels/wasm/compiled/convolution/winograd-plan';
import {randomTensor, weightedSum} from '../../../../../support/against-cpu';
import {evenPadding} from '../../../../../support/conv-shapes';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';
import {expectConvolution} from '../../../../../support/expect-convolution';

type Shape = [number, number, number, number];
const conv = (x: tf.Tensor, w: tf.Tensor, stride: number, pad: number): tf.Tensor =>
  tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, evenPadding(pad));
const isPlanned = (input: Shape, filter: Shape, stride: number, pad: number): boolean => {
  const info = tf.backend_util.computeConv2DInfo(input, filter, stride, 1, evenPadding(pad));
  return (
    planWinograd({
      batch: input[0],
      height: input[1],
      width: input[2],
      channels: input[3],
      outHeight: info.outHeight,
      outWidth: info.outWidth,
      filters: filter[3],
      kernelHeight: filter[0],
      kernelWidth: filter[1],
      strideHeight: stride,
      strideWidth: stride,
      dilationHeight: 1,
      dilationWidth: 1,
      top: pad,
      left: pad,
      groups: 1,
    }) !== undefined
  );
};

beforeAll(async () => {
  await useCompiledKernels({winograd: true});
});
afterEach(async () => {
  await useCompiledKernels({winograd: true});
});

/** Value and both gradients: 1e-5 of the largest value each. */
function expectExact(input: Shape, filter: Shape, stride: number, pad: number, seed: number): void {
  expectConvolution({input, filter, strides: stride, pad: evenPadding(pad), seed}, (x, w) =>
    conv(x, w, stride, pad),
  );
}

describe('Winograd convolution', () => {
  it('cuts a few units so that two and four threads share them evenly, and many as they come', () => {
    const units = (tiles: number): number => Math.ceil(tiles / evenBlock(tiles, 48));
    expect([392, 600].map(units)).toEqual([8, 12]);
    expect(evenBlock(3872, 48)).toBe(48);
    expect([evenBlock(20, 48), evenBlock(1, 48)]).toEqual([20, 4]);
  });

  it('equals its definition within 1e-5 of the largest value over random shapes', () => {
    let planned = 0;
    fc.assert(
      fc.property(
        fc.record({
          batch: fc.integer({min: 1, max: 4}),
          height: fc.integer({min: 9, max: 14}),
          width: fc.integer({min: 9, max: 14}),
          channels: fc.constantFrom(24, 32),
          filters: fc.constantFrom(24, 40),
          kernel: fc.constantFrom(3, 5),
          pad: fc.integer({min: 0, max: 2}),
          seed: fc.nat(),
        }),
        ({batch, height, width, channels, filters, kernel, pad, seed}) => {
          const input: Shape = [batch, height, width, channels];
          const filter: Shape = [kernel, kernel, channels, filters];
          planned += isPlanned(input, filter, 1, pad) ? 1 : 0;
          expectExact(input, filter, 1, pad, seed);
        },
      ),
      // More shapes: test/property/wasm-kernels.test.ts.
      {seed: 21, numRuns: 8},
    );
    expect(planned).toBeGreaterThan(3);
  });

  it('equals its definition for 11 × 11 at stride 4, of any padding', () => {
    for (const [kernel, pad] of [
      [11, 0],
      [11, 2],
      [9, 1],
    ] as const) {
      expect(isPlanned([4, 39, 43, 3], [kernel, kernel, 3, 24], 4, pad)).toBe(true);
      expectExact([4, 39, 43, 3], [kernel, kernel, 3, 24], 4, pad, kernel);
    }
  });

  it('keeps groups apart, with bias and ReLU', () => {
    expectConvolution(
      {input: [3, 13, 13, 64], filter: [3, 3, 32, 48], pad: 'same', groups: 2, biasAndRelu: true, seed: 5},
      (x, w, bias) => groupedConv2d(x, w, {padding: 'same', groups: 2, bias, activation: 'relu'}),
    );
  });

  it('loses no NaN and no infinity', () => {
    for (const bad of [NaN, Infinity]) {
      const y = tf.tidy(() => {
        const at = tf.reshape(tf.equal(tf.range(0, 13 * 13 * 24), 2000), [1, 13, 13, 24]);
        const x = tf.where(at, bad, tf.ones([1, 13, 13, 24]));
        return conv(x, tf.ones([3, 3, 24, 24]), 1, 1).dataSync();
      });
      expect(y.filter(value => !Number.isFinite(value)).length).toBeGreaterThanOrEqual(9 * 24);
    }
  });

  it('has other bits than the direct method, which {winograd: false} selects', async () => {
    const sum = (): Float32Array =>
      tf.tidy(() =>
        conv(randomTensor([2, 13, 13, 32], 'x'), randomTensor([3, 3, 32, 32], 'w'), 1, 1).dataSync(),
      ) as Float32Array;
    const quick = sum();
    await useWasm({threads: 2, winograd: false});
    const direct = sum();
    expect(direct).not.toEqual(quick);
    expect(sum()).toEqual(direct);
  });

  it('is left out by default where a layer is small, and taken where it is large', async () => {
    const sum = (size: number): Float32Array =>
      tf.tidy(() =>
        conv(randomTensor([2, size, size, 32], 'x'), randomTensor([3, 3, 32, 32], 'w'), 1, 1).dataSync(),
      ) as Float32Array;
    const results = async (winograd: boolean): Promise<Float32Array[]> => {
      await useWasm({threads: 2, winograd});
      return [sum(14), sum(16)];
    };
    const [small, large] = await results(true);
    const [smallDirect, largeDirect] = await results(false);
    // 14² · 32 · 9 · 32 multiplications are 1.8 million, 16² · 32 · 9 · 32 are 2.4 million.
    expect(small).toEqual(smallDirect);
    expect(large).not.toEqual(largeDirect);
  });

  it('reads nothing of what an earlier convolution left in its memory', () => {
    const gradients = (): Float32Array[] =>
      tf.tidy(() => {
        const [x, w] = [randomTensor([2, 11, 13, 32], 'x'), randomTensor([3, 3, 32, 40], 'w')];
        return tf
          .grads((a, b) => weightedSum(conv(a, b, 1, 1), 1))([x, w])
          .map(gradient => gradient.dataSync() as Float32Array);
      });
    const clean = gradients();
    tf.tidy(() => {
      const spoiled = tf.fill([4, 15, 15, 40], NaN);
      tf.grads((a, b) => tf.sum(conv(a, b, 1, 1)))([spoiled, tf.fill([3, 3, 40, 40], NaN)]);
    });
    expect(gradients()).toEqual(clean);
  });
});
