import * as tf from '@tensorflow/tfjs-core';
import {floatBits, type WasmHost} from './host/wasm-host';
import type {WasmKernel, WasmKernels} from './host/wasm-kernel';
import {sumParts} from './product/product';

/** Elements below which the stock kernels are as good, and above which a thread is worth waking. */
const SMALL = 4096;
const WORTH_A_THREAD = 32768;
/** Elements of a unit: 64 KiB, which fits into the L2 cache. */
const UNIT = 16384;

const sizeOf = (tensor: tf.TensorInfo): number => tf.util.sizeFromShape(tensor.shape);
const unitsFor = (count: number): number => Math.max(1, Math.min(256, Math.ceil(count / UNIT)));
/** Ids of the operations in native/wasm/elementwise.c. */
const PAIRWISE = {Add: 0, Sub: 1, Multiply: 2, RealDiv: 3, Maximum: 4, Minimum: 5};
const UNARY = {Relu: 0, Relu6: 1, Step: 2, ClipByValue: 3};

/** Broadcasting of b to the shape of a: none, a scalar, or a row of the last axis; undefined for any other. */
export function repetition(a: tf.TensorInfo, b: tf.TensorInfo): 'none' | 'number' | 'row' | undefined {
  if (tf.util.arraysEqual(a.shape, b.shape)) {
    return 'none';
  }
  if (b.shape.length > a.shape.length) {
    return undefined;
  }
  const size = sizeOf(b);
  if (size === 1) {
    return 'number';
  }
  return b.shape.at(-1) === size && a.shape.at(-1) === size ? 'row' : undefined;
}

/** An operation of native/wasm/elementwise.c on two tensors, of which b is repeated to the shape of a. */
export function runPairwise(
  host: WasmHost,
  kernelName: keyof typeof PAIRWISE,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
): tf.TensorInfo {
  const y = host.output(a.shape);
  const count = sizeOf(a);
  const addresses = [host.address(a), host.address(b), host.address(y)];
  const how = repetition(a, b);
  const units = unitsFor(count);
  const alone = count < WORTH_A_THREAD;
  if (how === 'row') {
    const columns = sizeOf(b);
    host.run('add_bias', units, [count / columns, columns, units, ...addresses, 0], {alone});
  } else {
    const bStep = how === 'none' ? 1 : 0;
    host.run('pairwise', units, [count, units, PAIRWISE[kernelName], ...addresses, bStep], {alone});
  }
  return y;
}

function pairwise(kernelName: keyof typeof PAIRWISE): WasmKernel {
  return {
    takes: ({inputs: {a, b}}) => {
      const how = a === undefined || b === undefined ? undefined : repetition(a, b);
      const known = how === 'row' ? kernelName === 'Add' : how !== undefined;
      return known && a !== undefined && sizeOf(a) >= SMALL;
    },
    compute: (host, {inputs: {a, b}}) =>
      runPairwise(host, kernelName, a as tf.TensorInfo, b as tf.TensorInfo),
  };
}

/** An operation of native/wasm/elementwise.c on one tensor. */
export function runUnary(
  host: WasmHost,
  kernelName: keyof typeof UNARY,
  x: tf.TensorInfo,
  {low = 0, high = 0}: {low?: number; high?: number} = {},
): tf.TensorInfo {
  const y = host.output(x.shape);
  const count = sizeOf(x);
  const units = unitsFor(count);
  host.run(
    'unary',
    units,
    [
      ...[count, units, UNARY[kernelName], host.address(x), host.address(y)],
      ...[floatBits(low), floatBits(high)],
    ],
    {alone: count < WORTH_A_THREAD},
  );
  return y;
}

function unary(kernelName: keyof typeof UNARY): WasmKernel {
  return {
    takes: ({inputs: {x}}) => x !== undefined && sizeOf(x) >= SMALL,
    compute: (host, {inputs, attrs}) => {
      const {alpha = 0} = attrs as {alpha?: number};
      return runUnary(host, kernelName, inputs.x as tf.TensorInfo, {low: alpha});
    },
  };
}

/** Sums of [rows, columns] over the rows, with the gradient of a ReLU on the way where its output is given. */
function sumRows(
  host: WasmHost,
  {rows, columns, dy, y, dx, sums}: Record<'rows' | 'columns' | 'dy' | 'y' | 'dx' | 'sums', number>,
): void {
  const units = Math.max(1, Math.min(64, rows, Math.ceil((rows * columns) / UNIT)));
  const parts = host.arena('parts', units * columns);
  host.run('sum_rows', units, [rows, columns, units, dy, y, dx, parts], {
    alone: rows * columns < WORTH_A_THREAD,
  });
  sumParts(host, {count: columns, parts: units, part: parts, y: sums});
}

/** The number of leading axes that are summed; undefined where the axes are others. */
function leadingAxes(x: tf.TensorInfo, axis: unknown): number | undefined {
  const axes = tf.util.parseAxisParam(axis as number | number[], x.shape);
  const sorted = [...axes].sort((one, other) => one - other);
  const leading = sorted.every((one, i) => one === i);
  return leading && sorted.length > 0 && sorted.length < x.shape.length ? sorted.length : undefined;
}

const SUM: WasmKernel = {
  takes: ({inputs: {x}, attrs}) =>
    x !== undefined && sizeOf(x) >= SMALL && leadingAxes(x, (attrs as {axis?: unknown}).axis) !== undefined,
  compute: (host, args) => {
    const x = args.inputs.x as tf.TensorInfo;
    const {axis, keepDims} = args.attrs as unknown as {axis: number | number[]; keepDims: boolean};
    const leading = leadingAxes(x, axis) ?? 0;
    const kept = x.shape.slice(leading);
    const columns = tf.util.sizeFromShape(kept);
    const y = host.output(keepDims ? [...x.shape.slice(0, leading).fill(1), ...kept] : kept);
    const [dy, sums] = [host.address(x), host.address(y)];
    sumRows(host, {rows: sizeOf(x) / columns, columns, dy, y: 0, dx: 0, sums});
    return y;
  },
};

/** Returns [dx, dbias] from y = max(0, x + bias) and dy, in one pass. */
const RELU_BIAS_GRADIENT: WasmKernel = {
  compute: (host, args) => {
    const {dy, y} = args.inputs as {dy: tf.TensorInfo; y: tf.TensorInfo};
    const columns = y.shape.at(-1) ?? 1;
    const dx = host.output(y.shape);
    const dbias = host.output([columns]);
    const [dyAt, yAt, dxAt, sums] = [dy, y, dx, dbias].map(tensor => host.address(tensor)) as [
      number,
      number,
      number,
      number,
    ];
    sumRows(host, {rows: sizeOf(y) / columns, columns, dy: dyAt, y: yAt, dx: dxAt, sums});
    return [dx, dbias];
  },
};

/** The same values under another id: tfjs-wasm copies them, though it counts who holds what. */
const IDENTITY: WasmKernel = {
  compute: ({backend}, {inputs}) => {
    const {dataId, shape, dtype} = inputs.x as tf.TensorInfo;
    backend.incRef(dataId);
    return {dataId, shape, dtype};
  },
};

/** Elementwise kernels, and sums over leading axes (the gradient of a bias). */
export const ELEMENTWISE_KERNELS: WasmKernels = {
  Add: pairwise('Add'),
  Sub: pairwise('Sub'),
  Multiply: pairwise('Multiply'),
  RealDiv: pairwise('RealDiv'),
  Relu: unary('Relu'),
  Step: unary('Step'),
  Sum: SUM,
  Identity: IDENTITY,
  ReluBiasGrad: RELU_BIAS_GRADIENT,
};
