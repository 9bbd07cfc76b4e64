/** Random calls of every op that the compiled kernels compute, over the shapes that they tell apart. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {groupedConv2d} from '../../src/ops/grouped-conv2d';

/** One call: what it is, the shapes of its inputs, and the op. */
export interface RandomOp {
  title: string;
  shapes: number[][];
  op: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** Whether gradients are compared too: tfjs does not have all of them. Default true. */
  differentiable?: boolean;
  /** Whether some of the input belongs to no output, so that a NaN there may vanish. Default false. */
  leavesOut?: boolean;
  /** Added to the inputs, which are random in [−1, 1). Default 0. */
  shift?: number;
}

const size = (min: number, max: number): fc.Arbitrary<number> => fc.integer({min, max});
const pair = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(size(min, max), size(min, max));
const border = fc
  .tuple(pair(0, 3), pair(0, 3))
  .map(([vertical, horizontal]): tf.backend_util.ExplicitPadding => [[0, 0], vertical, horizontal, [0, 0]]);
const padding = fc.oneof(fc.constantFrom<'same' | 'valid'>('same', 'valid'), border);
const say = (values: object): string => JSON.stringify(values);

/** Batch, image, kernel and channels; the kernel fits, since the image is enlarged by it. */
const window = (
  maxKernel: number,
  maxImage: number,
): fc.Arbitrary<{batch: number; image: [number, number]; kernel: [number, number]}> =>
  fc
    .record({batch: size(1, 4), kernel: pair(1, maxKernel), more: pair(0, maxImage)})
    .map(({batch, kernel, more}) => ({
      batch,
      kernel,
      image: [kernel[0] + more[0], kernel[1] + more[1]],
    }));

const conv2d = fc
  .record({
    at: window(5, 9),
    channels: size(1, 9),
    filters: size(1, 20),
    strides: pair(1, 4),
    pad: padding,
  })
  .map(({at: {batch, image, kernel}, channels, filters, strides, pad}): RandomOp => ({
    title: `conv2d ${say({batch, image, kernel, channels, filters, strides, pad})}`,
    shapes: [
      [batch, ...image, channels],
      [...kernel, channels, filters],
    ],
    op: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad),
  }));

/** Shapes that Winograd's method is chosen for, where it is on. */
const squareConv2d = fc
  .record({
    batch: size(1, 4),
    image: pair(6, 13),
    channels: fc.constantFrom(24, 32),
    filters: fc.constantFrom(24, 40),
    kernel: fc.constantFrom(3, 5),
    pad: size(0, 2),
  })
  .map(({batch, image, channels, filters, kernel, pad}): RandomOp => ({
    title: `conv2d ${say({batch, image, kernel, channels, filters, pad})}`,
    shapes: [
      [batch, ...image, channels],
      [kernel, kernel, channels, filters],
    ],
    op: (x, w) =>
      tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, [
        [0, 0],
        [pad, pad],
        [pad, pad],
        [0, 0],
      ]),
  }));

/** The first layer of an AlexNet: a wide kernel at stride 4. */
const wideConv2d = fc
  .record({
    batch: size(1, 3),
    image: pair(12, 40),
    channels: size(1, 4),
    filters: fc.constantFrom(16, 24, 40),
    kernel: size(9, 12),
    pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
  })
  .map(({batch, image, channels, filters, kernel, pad}): RandomOp => ({
    title: `conv2d ${say({batch, image, kernel, channels, filters, strides: 4, pad})}`,
    shapes: [
      [batch, ...image, channels],
      [kernel, kernel, channels, filters],
    ],
    op: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 4, pad),
  }));

/** With groups, dilations, bias and activation. */
const grouped = fc
  .record({
    at: window(4, 9),
    perGroup: size(1, 5),
    filtersPerGroup: size(1, 9),
    groups: size(1, 4),
    strides: pair(1, 3),
    dilations: pair(1, 3),
    dilated: fc.boolean(),
    pad: fc.oneof(fc.constantFrom<'same' | 'valid'>('same', 'valid'), size(0, 2)),
    activation: fc.constantFrom<'linear' | 'relu'>('linear', 'relu'),
  })
  .map(({at, perGroup, filtersPerGroup, groups, strides, dilations, dilated, pad, activation}): RandomOp => {
    const {batch, image, kernel} = at;
    const options = dilated
      ? {groups, dilations, padding: pad, activation}
      : {groups, strides, padding: pad, activation};
    const large = dilated
      ? [image[0] + (kernel[0] - 1) * (dilations[0] - 1), image[1] + (kernel[1] - 1) * (dilations[1] - 1)]
      : image;
    return {
      title: `groupedConv2d ${say({batch, image: large, kernel, perGroup, filtersPerGroup, ...options})}`,
      shapes: [
        [batch, ...large, perGroup * groups],
        [...kernel, perGroup, filtersPerGroup * groups],
        [filtersPerGroup * groups],
      ],
      op: (x, w, bias) =>
        groupedConv2d(x as tf.Tensor4D, w as tf.Tensor4D, {...options, bias: bias as tf.Tensor1D}),
    };
  });

const transposed = fc
  .record({
    at: window(4, 6),
    channels: size(1, 6),
    filters: size(1, 6),
    strides: pair(1, 3),
    same: fc.boolean(),
  })
  .map(({at: {batch, image, kernel}, channels, filters, strides, same}): RandomOp => {
    const out = image.map((length, axis) =>
      same ? length * strides[axis]! : (length - 1) * strides[axis]! + kernel[axis]!,
    ) as [number, number];
    return {
      title: `conv2dTranspose ${say({batch, image, kernel, channels, filters, strides, same})}`,
      shapes: [
        [batch, ...image, channels],
        [...kernel, filters, channels],
      ],
      op: (x, w) =>
        tf.conv2dTranspose(
          x as tf.Tensor4D,
          w as tf.Tensor4D,
          [batch, ...out, filters],
          strides,
          same ? 'same' : 'valid',
        ),
    };
  });

const depthwise = fc
  .record({
    at: window(4, 8),
    channels: size(1, 9),
    multiplier: size(1, 3),
    strides: size(1, 3),
    dilations: pair(1, 3),
    dilated: fc.boolean(),
    pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
  })
  .map(({at: {batch, image, kernel}, channels, multiplier, strides, dilations, dilated, pad}): RandomOp => {
    const rate: [number, number] = dilated ? dilations : [1, 1];
    const large = [image[0] + (kernel[0] - 1) * (rate[0] - 1), image[1] + (kernel[1] - 1) * (rate[1] - 1)];
    const step = dilated ? 1 : strides;
    return {
      title: `depthwiseConv2d ${say({batch, image: large, kernel, channels, multiplier, step, rate, pad})}`,
      shapes: [
        [batch, ...large, channels],
        [...kernel, channels, multiplier],
      ],
      op: (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, step, pad, 'NHWC', rate),
      differentiable: Math.max(...rate) === 1,
    };
  });

const matMul = fc
  .record({
    sides: fc.tuple(size(1, 70), size(1, 70), size(1, 70)),
    deep: fc.constantFrom(1, 1, 1, 30),
    batches: fc.constantFrom<[number[], number[]]>(
      [[], []],
      [[3], [3]],
      [[1], [4]],
      [
        [2, 1],
        [2, 3],
      ],
    ),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  })
  .map(({sides: [m, n, k], deep, batches: [batchA, batchB], transposeA, transposeB}): RandomOp => {
    const depth = k * deep;
    return {
      title: `matMul ${say({m, n, depth, batchA, batchB, transposeA, transposeB})}`,
      shapes: [
        [...batchA, ...(transposeA ? [depth, m] : [m, depth])],
        [...batchB, ...(transposeB ? [n, depth] : [depth, n])],
      ],
      op: (a, b) => tf.matMul(a, b, transposeA, transposeB),
      differentiable: tf.util.arraysEqual(batchA, batchB),
    };
  });

const fusedMatMul = fc
  .record({
    sides: fc.tuple(size(1, 50), size(1, 50), size(1, 50)),
    activation: fc.constantFrom('linear', 'relu', 'relu6', 'sigmoid', 'elu'),
  })
  .map(({sides: [m, n, k], activation}): RandomOp => ({
    title: `fused.matMul ${say({m, n, k, activation})}`,
    shapes: [[m, k], [k, n], [n]],
    op: (a, b, bias) => tf.fused.matMul({a: a, b: b, bias, activation: activation}),
    differentiable: false,
  }));

const pool = fc
  .record({
    at: window(4, 9),
    channels: size(1, 37),
    strides: pair(1, 4),
    pad: fc.oneof(fc.constantFrom<'same' | 'valid'>('same', 'valid'), size(0, 3)),
    kind: fc.constantFrom<'max' | 'avg'>('max', 'avg'),
  })
  .map(({at: {batch, image, kernel}, channels, strides, pad, kind}): RandomOp => {
    // A window that may lie outside the image altogether: tfjs has no average of it, and on its cpu backend no gradient.
    const inside = typeof pad === 'number' ? Math.min(pad, ...kernel.map(length => length - 1)) : pad;
    // tfjs computes the output of a numeric padding from the height alone: unequal sides are given explicitly.
    const isSquare = kernel[0] === kernel[1] && strides[0] === strides[1];
    const padding: typeof inside | tf.backend_util.ExplicitPadding =
      typeof inside === 'string' || isSquare
        ? inside
        : [
            [0, 0],
            [inside, inside],
            [inside, inside],
            [0, 0],
          ];
    return {
      title: `${kind}Pool ${say({batch, image, kernel, channels, strides, pad: inside})}`,
      shapes: [[batch, ...image, channels]],
      // The average pool is declared without explicit paddings, which it takes.
      op: x =>
        (kind === 'max' ? tf.maxPool : tf.avgPool)(x as tf.Tensor4D, kernel, strides, padding as number),
      // On cpu the gradient of an average over a cut window is wrong; test/unit compares it with the definition.
      differentiable: kind === 'max' || inside === 'valid' || inside === 0,
    };
  });

const normalize = fc
  .record({
    pixels: fc.tuple(size(1, 3), size(1, 7), size(1, 7)),
    channels: size(1, 40),
    radius: size(0, 6),
    bias: fc.constantFrom(1, 2, 0.5),
    alpha: fc.constantFrom(1e-4, 0.1, 1),
    beta: fc.constantFrom(0.5, 0.75, 0.75, 1, 0.6),
  })
  .map(({pixels, channels, radius, bias, alpha, beta}): RandomOp => ({
    title: `localResponseNormalization ${say({pixels, channels, radius, bias, alpha, beta})}`,
    shapes: [[...pixels, channels]],
    op: x => tf.localResponseNormalization(x as tf.Tensor4D, radius, bias, alpha, beta),
  }));

/** Two shapes of which one is repeated to the other, or both to a third. */
const broadcast = fc
  .record({
    shape: fc.array(size(1, 9), {minLength: 1, maxLength: 4}),
    rows: fc.constantFrom(1, 1, 60),
    kept: fc.array(fc.constantFrom('both', 'both', 'a', 'b'), {minLength: 4, maxLength: 4}),
    short: size(0, 2),
  })
  .map(({shape, rows, kept, short}): [number[], number[]] => {
    const full = [shape[0]! * rows, ...shape.slice(1)];
    const side = (other: string): number[] => full.map((length, axis) => (kept[axis] === other ? 1 : length));
    return [side('b'), side('a').slice(Math.min(short, full.length - 1))];
  });
const BINARY = {add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, maximum: tf.maximum, minimum: tf.minimum};
const binary = fc
  .record({shapes: broadcast, name: fc.constantFrom(...(Object.keys(BINARY) as (keyof typeof BINARY)[]))})
  .map(({shapes, name}): RandomOp => ({
    title: `${name} ${say(shapes)}`,
    shapes,
    op: (a, b) => BINARY[name](a, b),
    shift: name === 'div' ? 2 : 0,
    differentiable: !['maximum', 'minimum'].includes(name) || tf.util.arraysEqual(shapes[0], shapes[1]),
  }));

const UNARY: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  relu: tf.relu,
  relu6: x => tf.relu6(tf.mul(x, 9)),
  step: x => tf.step(x, 0.3),
  clipByValue: x => tf.clipByValue(x, -0.4, 0.7),
  softmax: x => tf.softmax(x),
  mean: x => tf.mean(x, -1),
};
const unary = fc
  .record({rows: size(1, 90), columns: size(1, 90), name: fc.constantFrom(...Object.keys(UNARY))})
  .map(({rows, columns, name}): RandomOp => ({
    title: `${name} ${say([rows, columns])}`,
    shapes: [[rows, columns]],
    op: x => UNARY[name]!(x),
  }));

const sum = fc
  .record({
    shape: fc.array(size(1, 12), {minLength: 1, maxLength: 5}),
    axes: fc.array(size(0, 4)),
    keep: fc.boolean(),
  })
  .map(({shape, axes, keep}): RandomOp => {
    const axis = [...new Set(axes)].filter(one => one < shape.length);
    return {
      title: `sum ${say({shape, axis, keep})}`,
      shapes: [shape],
      op: x => tf.sum(x, axis.length === 0 ? undefined : axis, keep),
    };
  });

const segmentSum = fc
  .record({
    rows: size(1, 40),
    rest: fc.array(size(1, 9), {maxLength: 2}),
    segments: size(1, 9),
    seed: fc.nat(),
  })
  .map(({rows, rest, segments, seed}): RandomOp => {
    // One id too small and one too large are among them.
    const ids = Array.from({length: rows}, (_, i) => ((seed + 7 * i * i) % (segments + 2)) - 1);
    return {
      title: `unsortedSegmentSum ${say({rows, rest, segments, ids})}`,
      shapes: [[rows, ...rest]],
      op: x => tf.unsortedSegmentSum(x, tf.tensor1d(ids, 'int32'), segments),
      differentiable: false,
      leavesOut: true,
    };
  });

/** The gradient of gather is a sum of segments. */
const gather = fc
  .record({rows: size(1, 20), columns: size(1, 20), ids: fc.array(fc.nat(), {minLength: 1, maxLength: 30})})
  .map(({rows, columns, ids}): RandomOp => {
    const rowsOf = ids.map(id => id % rows);
    return {
      title: `gather ${say({rows, columns, ids: rowsOf})}`,
      shapes: [[rows, columns]],
      op: x => tf.gather(x, tf.tensor1d(rowsOf, 'int32')),
    };
  });

/** The gradient of a concat is a split. */
const concat = fc
  .record({
    shape: fc.array(size(1, 9), {minLength: 1, maxLength: 4}),
    sizes: fc.array(size(1, 70), {minLength: 1, maxLength: 4}),
    along: fc.nat(),
  })
  .map(({shape, sizes, along}): RandomOp => {
    const axis = along % shape.length;
    const shapes = sizes.map(length => shape.map((other, i) => (i === axis ? length : other)));
    return {title: `concat ${say({shapes, axis})}`, shapes, op: (...parts) => tf.concat(parts, axis)};
  });

/** What is drawn, by the name of what it tests, and how often among all. */
export const RANDOM_OPS: Record<string, {draw: fc.Arbitrary<RandomOp>; weight: number}> = {
  conv2d: {draw: conv2d, weight: 5},
  'conv2d, 3 × 3 and 5 × 5': {draw: squareConv2d, weight: 1},
  'conv2d, 11 × 11 at stride 4': {draw: wideConv2d, weight: 1},
  groupedConv2d: {draw: grouped, weight: 4},
  conv2dTranspose: {draw: transposed, weight: 1},
  depthwiseConv2d: {draw: depthwise, weight: 2},
  matMul: {draw: matMul, weight: 3},
  'fused.matMul': {draw: fusedMatMul, weight: 1},
  pools: {draw: pool, weight: 3},
  localResponseNormalization: {draw: normalize, weight: 2},
  'two tensors': {draw: binary, weight: 2},
  'one tensor': {draw: unary, weight: 1},
  sum: {draw: sum, weight: 1},
  unsortedSegmentSum: {draw: segmentSum, weight: 1},
  gather: {draw: gather, weight: 1},
  concat: {draw: concat, weight: 1},
};
