import * as tf from '@tensorflow/tfjs-core';
import {convolutionInfo} from '../convolution-shape';
import {Convolution} from './convolution';
import {maxPoolGradient} from './max-pool';
import {MomentumUpdate} from './momentum';
import type {NativeOps, NativeTensor} from './native-ops';
import {normalize, normalizeGradient} from './normalize';
import {stepFunction} from './step-function';

/** Different values everywhere, none twice, so that what is swapped or taken twice shows. */
function wave(count: number, phase: number): Float32Array {
  return Float32Array.from({length: count}, (_, i) => Math.sin(1.7 * i + phase));
}

function expectSame(ops: NativeOps, what: string, actual: NativeTensor, expected: ArrayLike<number>): void {
  const found = ops.values(actual);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((found[i] ?? Number.NaN) - (expected[i] ?? 0));
    if (!(difference <= 1e-4)) {
      throw new Error(`${what} is ${found[i]} instead of ${expected[i]} at ${i}`);
    }
  }
}

/** The bias within a convolution: equal to the convolution and the bias after it. */
export function probeFusedBias(ops: NativeOps): void {
  const info = convolutionInfo([1, 4, 4, 2], [3, 3, 2, 4], {strides: 1, pad: 'same'});
  const given = {
    x: ops.floats(wave(32, 1), [1, 4, 4, 2]),
    filter: ops.floats(wave(72, 2), [3, 3, 2, 4]),
    bias: ops.floats(wave(4, 3), [4]),
  };
  const [fused, plain] = [true, false].map(fusedBias =>
    new Convolution(ops, {fusedBias}).forward(info, given),
  ) as [NativeTensor, NativeTensor];
  expectSame(ops, 'a convolution with its bias', fused, ops.values(plain));
}

/** Checks value and gradients of a grouped convolution, padded by name and by pixels, against the definition. */
export function probeConvolution(convolution: Convolution, groups: number): void {
  for (const [before, after] of [
    [0, 1],
    [1, 0],
  ] as const) {
    probePadded(convolution, groups, [before, after]);
  }
}

function probePadded(convolution: Convolution, groups: number, padding: [number, number]): void {
  const {ops} = convolution;
  const [size, channels, filters, kernel] = [3, 2, 4, 2];
  const perGroup = channels / groups;
  const [x, filter] = [wave(size * size * channels, 1), wave(kernel * kernel * perGroup * filters, 2)];
  const pad: tf.backend_util.ExplicitPadding = [[0, 0], padding, padding, [0, 0]];
  const filterShape = [kernel, kernel, perGroup, filters];
  const info = convolutionInfo([1, size, size, channels], filterShape, {strides: 1, pad, groups});
  const dy = wave(info.outHeight * info.outWidth * filters, 3);
  const y = new Float32Array(dy.length);
  const [dx, dw] = [new Float32Array(x.length), new Float32Array(filter.length)];
  for (let h = 0; h < info.outHeight; h++) {
    for (let w = 0; w < info.outWidth; w++) {
      for (let o = 0; o < filters; o++) {
        for (let tap = 0; tap < kernel * kernel; tap++) {
          const [row, column] = [h + Math.floor(tap / kernel) - padding[0], w + (tap % kernel) - padding[0]];
          const isInside = Math.min(row, column) >= 0 && Math.max(row, column) < size;
          for (let c = 0; isInside && c < perGroup; c++) {
            const group = Math.floor(o / (filters / groups));
            const at = (row * size + column) * channels + group * perGroup + c;
            const weight = (tap * perGroup + c) * filters + o;
            const out = (h * info.outWidth + w) * filters + o;
            y[out] = (y[out] ?? 0) + (x[at] ?? 0) * (filter[weight] ?? 0);
            dx[at] = (dx[at] ?? 0) + (dy[out] ?? 0) * (filter[weight] ?? 0);
            dw[weight] = (dw[weight] ?? 0) + (dy[out] ?? 0) * (x[at] ?? 0);
          }
        }
      }
    }
  }
  const given = {x: ops.floats(x, [1, size, size, channels]), filter: ops.floats(filter, filterShape)};
  const above = ops.floats(dy, info.outShape);
  expectSame(ops, 'a convolution', convolution.forward(info, given), y);
  expectSame(ops, 'its input gradient', convolution.inputGradient(info, above, given.filter), dx);
  expectSame(ops, 'its filter gradient', convolution.filterGradient(info, given.x, above, filterShape), dw);
}

/** Normalization and its gradient at one pixel. */
export function probeNormalize(convolution: Convolution): void {
  const {ops} = convolution;
  const channels = 32;
  const attrs = {depthRadius: 2, bias: 2, alpha: 0.5, beta: 0.75};
  const [x, dy] = [wave(channels, 1), wave(channels, 2)];
  const window = (values: Float32Array, c: number): number =>
    values.subarray(Math.max(0, c - 2), c + 3).reduce((sum, value) => sum + value, 0);
  const square = x.map(value => value * value);
  const s = x.map((_, c) => attrs.bias + attrs.alpha * window(square, c));
  const shares = x.map((value, c) => ((dy[c] ?? 0) * value) / (s[c] ?? 1) ** 1.75);
  const shape = [1, 1, 1, channels];
  const input = ops.floats(x, shape);
  const [y, energy, factor] = normalize(convolution, input, attrs);
  expectSame(
    ops,
    'local response normalization',
    y,
    x.map((value, c) => value / (s[c] ?? 1) ** attrs.beta),
  );
  const tensors = {dy: ops.floats(dy, shape), x: input, s: energy, p: factor};
  expectSame(
    ops,
    'its gradient',
    normalizeGradient(convolution, tensors, attrs),
    x.map(
      (value, c) =>
        (dy[c] ?? 0) / (s[c] ?? 1) ** attrs.beta - 2 * attrs.alpha * attrs.beta * value * window(shares, c),
    ),
  );
}

/** Windows of 2 × 2 at stride 1 over 1 … 9: each maximum is the lower right corner. */
export function probeMaxPool(ops: NativeOps): void {
  const info = tf.backend_util.computePool2DInfo([1, 3, 3, 1], 2, 1, 1, 'valid');
  const x = ops.floats(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), [1, 3, 3, 1]);
  const dy = ops.floats(Float32Array.of(1, 2, 3, 4), [1, 2, 2, 1]);
  expectSame(
    ops,
    'the gradient of max pooling',
    maxPoolGradient(ops, info, x, dy),
    [0, 0, 0, 0, 1, 2, 0, 3, 4],
  );
}

/** Zeros of both signs, infinities, and NaN, which must not become a number. */
export function probeStep(ops: NativeOps): void {
  const x = ops.floats(Float32Array.of(-Infinity, -1, -0, 0, 1e-30, 2, Infinity, Number.NaN), [8]);
  const values = ops.values(stepFunction(ops, x));
  const expected = [0, 0, 0, 0, 1, 1, 1, Number.NaN];
  if (!expected.every((value, i) => Object.is(value, values[i]))) {
    throw new Error(`the step function returns ${values.join(', ')} instead of ${expected.join(', ')}`);
  }
}

/** Two updates: the second is in place. */
export function probeMomentum(ops: NativeOps): void {
  const update = new MomentumUpdate(ops);
  const attrs = {learningRate: 0.1, momentum: 0.9, weightDecay: 0.01};
  const [weight, velocity, gradient] = [1, 2, 3].map(phase =>
    ops.toTensor(ops.floats(wave(3, phase), [3])),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor];
  try {
    const [w, v, g] = [wave(3, 1), wave(3, 2), wave(3, 3)];
    for (let step = 0; step < 2; step++) {
      update.run(weight, velocity, gradient, attrs);
      w.forEach((value, i) => {
        v[i] = 0.9 * (v[i] ?? 0) - 0.1 * (0.01 * value + (g[i] ?? 0));
        w[i] = value + v[i];
      });
    }
    expectSame(ops, 'the momentum update', ops.read(weight), w);
    expectSame(ops, 'its velocity', ops.read(velocity), v);
  } finally {
    tf.dispose([weight, velocity, gradient]);
  }
}
