import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {expect, it, vi} from 'vitest';
import {windowOutput} from '../../../src/core/shapes';
import {groupedConv2d} from '../../../src/ops/grouped-conv2d';
import {hasOwnKernel} from '../../../src/ops/own-kernels';
import {randomValues} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectConvolution} from '../../support/expect-convolution';
import {expectAlexNetError, expectClose, expectNoLeak, finiteDifferences} from '../../support/matchers';

interface Case {
  height: number;
  width: number;
  groups: number;
  channels: number;
  filters: number;
  kernelHeight: number;
  kernelWidth: number;
  stride: number;
  dilation: number;
  padding: 'valid' | 'same' | number;
  seed: number;
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    height: fc.integer({min: 1, max: 7}),
    width: fc.integer({min: 1, max: 7}),
    groups: fc.integer({min: 1, max: 3}),
    channels: fc.integer({min: 1, max: 2}),
    filters: fc.integer({min: 1, max: 2}),
    kernelHeight: fc.integer({min: 1, max: 3}),
    kernelWidth: fc.integer({min: 1, max: 3}),
    stride: fc.integer({min: 1, max: 3}),
    dilation: fc.integer({min: 1, max: 2}),
    padding: fc.constantFrom<Case['padding']>('valid', 'same', 0, 1, 2),
    seed: fc.nat(),
  })
  .filter(
    ({height, width, kernelHeight, kernelWidth, stride, padding, dilation}) =>
      windowOutput(height, kernelHeight, stride, padding, dilation) > 0 &&
      windowOutput(width, kernelWidth, stride, padding, dilation) > 0,
  );

/** Pixels before the image: TensorFlow's 'same' puts the odd one after it. */
function before(length: number, window: number, {stride, padding, dilation}: Case): number {
  const out = windowOutput(length, window, stride, padding, dilation);
  const total =
    padding === 'same' ? Math.max(0, (out - 1) * stride + (window - 1) * dilation + 1 - length) : 0;
  return typeof padding === 'number' ? padding : Math.floor(total / 2);
}

/** The definition as eight loops. */
function naive(x: Float32Array, kernel: Float32Array, shape: Case): Float64Array {
  const {height, width, groups, channels, filters, kernelHeight, kernelWidth, stride, dilation, padding} =
    shape;
  const outHeight = windowOutput(height, kernelHeight, stride, padding, dilation);
  const outWidth = windowOutput(width, kernelWidth, stride, padding, dilation);
  const top = before(height, kernelHeight, shape);
  const left = before(width, kernelWidth, shape);
  const allChannels = channels * groups;
  const allFilters = filters * groups;
  const y = new Float64Array(outHeight * outWidth * allFilters);
  for (let h = 0; h < outHeight; h++) {
    for (let w = 0; w < outWidth; w++) {
      for (let o = 0; o < allFilters; o++) {
        const group = Math.floor(o / filters);
        let sum = 0;
        for (let i = 0; i < kernelHeight; i++) {
          for (let j = 0; j < kernelWidth; j++) {
            const row = h * stride + i * dilation - top;
            const column = w * stride + j * dilation - left;
            if (row < 0 || row >= height || column < 0 || column >= width) {
              continue;
            }
            for (let c = 0; c < channels; c++) {
              sum +=
                x[(row * width + column) * allChannels + group * channels + c]! *
                kernel[((i * kernelWidth + j) * channels + c) * allFilters + o]!;
            }
          }
        }
        y[(h * outWidth + w) * allFilters + o] = sum;
      }
    }
  }
  return y;
}

describeOnBackends('groupedConv2d', () => {
  const sizes = ({height, width, groups, channels, filters, kernelHeight, kernelWidth}: Case) => ({
    image: [1, height, width, channels * groups] as [number, number, number, number],
    kernel: [kernelHeight, kernelWidth, channels, filters * groups] as [number, number, number, number],
  });
  const run = (x: tf.Tensor4D, kernel: tf.Tensor4D, shape: Case): tf.Tensor4D =>
    groupedConv2d(x, kernel, {
      strides: shape.stride,
      dilations: shape.dilation,
      padding: shape.padding,
      groups: shape.groups,
    });

  it.each<[[number, number], [number, number]]>([
    [
      [2, 3],
      [2, 1],
    ],
    [
      [3, 1],
      [1, 2],
    ],
  ])('keeps apart the two sides of strides %j and dilations %j', (strides, dilations) => {
    expectConvolution(
      {input: [2, 9, 11, 4], filter: [3, 2, 2, 6], strides, dilations, pad: 'same', groups: 2},
      (x, w) => groupedConv2d(x, w, {strides, dilations, padding: 'same', groups: 2}),
    );
  });

  it('equals the definition over random shapes, strides, dilations, paddings and groups', () => {
    fc.assert(
      fc.property(cases, shape => {
        const {image, kernel} = sizes(shape);
        const x = randomValues(tf.util.sizeFromShape(image), shape.seed, 'x');
        const w = randomValues(tf.util.sizeFromShape(kernel), shape.seed, 'w');
        const y = tf.tidy(() => run(tf.tensor4d(x, image), tf.tensor4d(w, kernel), shape).dataSync());
        expectClose(y, naive(x, w, shape));
      }),
      {seed: 1, numRuns: 80},
    );
  });

  it('has the gradients of its definition for image and kernel (finite differences)', () => {
    fc.assert(
      fc.property(cases, shape => {
        const {image, kernel} = sizes(shape);
        const x = randomValues(tf.util.sizeFromShape(image), shape.seed, 'x');
        const w = randomValues(tf.util.sizeFromShape(kernel), shape.seed, 'w');
        const dy = randomValues(naive(x, w, shape).length, shape.seed, 'dy');
        const loss = (a: Float32Array, b: Float32Array): number =>
          naive(a, b, shape).reduce((sum, value, i) => sum + value * dy[i]!, 0);
        const [dx, dw] = tf.tidy(() =>
          tf
            .grads((a: tf.Tensor, b: tf.Tensor) => {
              const y = run(a as tf.Tensor4D, b as tf.Tensor4D, shape);
              return tf.sum(tf.mul(y, tf.tensor(dy, y.shape)));
            })([tf.tensor4d(x, image), tf.tensor4d(w, kernel)])
            .map(gradient => gradient.dataSync()),
        );
        expectClose(
          dx!,
          finiteDifferences(values => loss(values, w), x),
          1e-3,
        );
        expectClose(
          dw!,
          finiteDifferences(values => loss(x, values), w),
          1e-3,
        );
      }),
      {seed: 2, numRuns: 40},
    );
  });

  it('at groups = 1 equals tf.conv2d, and groups = channels keeps every channel apart', () => {
    tf.tidy(() => {
      const x = tf.tensor4d(randomValues(2 * 6 * 6 * 4, 'g'), [2, 6, 6, 4]);
      const kernel = tf.tensor4d(randomValues(3 * 3 * 4 * 4, 'k'), [3, 3, 4, 4]);
      expectClose(
        groupedConv2d(x, kernel, {padding: 'same'}).dataSync(),
        tf.conv2d(x, kernel, 1, 'same').dataSync(),
      );
      const depthwise = tf.tensor4d(randomValues(3 * 3 * 4, 'd'), [3, 3, 1, 4]);
      expectClose(
        groupedConv2d(x, depthwise, {groups: 4}).dataSync(),
        tf.depthwiseConv2d(x, tf.transpose(depthwise, [0, 1, 3, 2]), 1, 'valid').dataSync(),
      );
    });
  });

  it('asks for no gradient with padding in pixels, which stock tfjs-node lacks', () => {
    if (hasOwnKernel('GroupedConv2D')) {
      return;
    }
    const runKernel = vi.spyOn(tf.engine(), 'runKernel');
    try {
      fc.assert(
        fc.property(cases, shape => {
          const {image, kernel} = sizes(shape);
          tf.tidy(() => {
            tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(run(a as tf.Tensor4D, b as tf.Tensor4D, shape)))([
              tf.ones(image),
              tf.ones(kernel),
            ]);
          });
        }),
        {seed: 3, numRuns: 20},
      );
      const paddings = runKernel.mock.calls
        .filter(([name]) => name.startsWith('Conv2DBackprop'))
        .map(([, , attributes]) => attributes?.pad);
      expect(new Set(paddings)).toEqual(new Set(['same', 'valid']));
    } finally {
      runKernel.mockRestore();
    }
  });

  it('leaves no tensor behind, forward and backward', async () => {
    await expectNoLeak(() => {
      const x = tf.ones<tf.Rank.R4>([1, 5, 5, 4]);
      const kernel = tf.ones<tf.Rank.R4>([3, 3, 2, 4]);
      for (const dilations of [1, 2]) {
        const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
          tf.sum(groupedConv2d(a as tf.Tensor4D, b as tf.Tensor4D, {groups: 2, dilations})),
        )([x, kernel]);
        tf.dispose(gradients);
      }
      tf.dispose([x, kernel]);
    });
  });

  it('refuses groups that do not divide and names those that would', async () => {
    const x = tf.ones<tf.Rank.R4>([1, 3, 3, 6]);
    const kernel = tf.ones<tf.Rank.R4>([1, 1, 6, 4]);
    await expectAlexNetError(
      () => groupedConv2d(x, kernel, {groups: 4, name: 'conv2'}),
      'bad-shape',
      'GroupedConv2D "conv2"',
      'groups = 4',
      '(1, 2)',
    );
    await expectAlexNetError(() => groupedConv2d(x, kernel, {groups: 0}), 'bad-argument', 'groups = 0');
    await expectAlexNetError(() => groupedConv2d(x, kernel, {groups: 2}), 'bad-shape', 'kernel [1,1,6,4]');
    tf.dispose([x, kernel]);
  });

  it('refuses a window that cannot walk, and a kernel larger than the padded image', async () => {
    const x = tf.ones<tf.Rank.R4>([1, 3, 3, 2]);
    const kernel = tf.ones<tf.Rank.R4>([5, 5, 2, 2]);
    const refuse = async (options: object, received: string): Promise<void> => {
      await expectAlexNetError(() => groupedConv2d(x, kernel, options), 'bad-argument', received, 'fix');
    };
    await refuse({strides: 0}, 'strides = 0');
    await refuse({dilations: 0.5}, 'dilations = 0.5');
    await refuse({padding: -1}, 'padding = -1');
    await refuse({padding: 1.5}, 'padding = 1.5');
    await refuse({padding: 'sane'}, 'did you mean "same"?');
    await expectAlexNetError(
      () => groupedConv2d(x, kernel),
      'bad-shape',
      'kernel 5 × 5, input shape [1, 3, 3, 2]',
      'more padding',
    );
    const y = groupedConv2d(x, kernel, {padding: 1});
    expect(y.shape).toEqual([1, 1, 1, 2]);
    tf.dispose([x, kernel, y]);
  });
});
