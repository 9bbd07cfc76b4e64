import * as tf from '@tensorflow/tfjs-core';
import type {KernelArgs} from '../register-kernels';
import type {GpuKernels} from './gpu-kernel';
import {runProgram, widthOf, zeros, type GpuBackend} from './gpu-program';
import {sumParts} from './sum-parts';

/** Rows that one thread sums. */
const ROWS_PER_PART = 64;
const MAX_PARTS = 512;

/** Σ over the leading axes of a tensor, those that `kept` leaves out: the sum of all rows of that shape. */
export function sumRows(backend: GpuBackend, x: tf.TensorInfo, kept: readonly number[]): tf.TensorInfo {
  const length = tf.util.sizeFromShape([...kept]);
  const size = tf.util.sizeFromShape(x.shape);
  if (size === 0) {
    return zeros(backend, kept);
  }
  const rows = size / length;
  const width = widthOf(length);
  const columns = length / width;
  const parts = Math.min(MAX_PARTS, Math.ceil(rows / ROWS_PER_PART));
  const sums = runProgram(backend, {
    name: 'sumRows',
    uniforms: {rows, columns, parts},
    integers: ['rows', 'columns', 'parts'],
    inputs: [{name: 'x', tensor: x, width}],
    output: {shape: [parts, length], width},
    threads: parts * columns,
    code: `
      let part = index / uniforms.columns;
      let column = index - part * uniforms.columns;
      var sum = x[part * uniforms.columns + column];
      for (var row = part + uniforms.parts; row < uniforms.rows; row += uniforms.parts) {
        sum += x[row * uniforms.columns + column];
      }
      result[index] = sum;`,
  });
  return sumParts(backend, sums, kept);
}

/** The axes that are summed, where these are the leading ones and not all. */
function leadingAxes(args: KernelArgs): number | undefined {
  const {x} = args.inputs as {x: tf.TensorInfo};
  const {axis} = args.attrs as unknown as {axis: number | number[]};
  const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const isLeading = axes.length > 0 && axes.length < x.shape.length && axes.every((value, i) => value === i);
  return isLeading ? axes.length : undefined;
}

/** The sum of tfjs over leading axes, whose stock kernel waits at a barrier for each halving of a row. */
export const BARRIER_FREE_SUM_KERNELS: GpuKernels = {
  Sum: {
    takes: args => leadingAxes(args) !== undefined,
    compute: (backend, args) => {
      const {x} = args.inputs as {x: tf.TensorInfo};
      const {keepDims} = args.attrs as unknown as {keepDims: boolean};
      const count = leadingAxes(args) ?? 0;
      const kept = x.shape.slice(count);
      const sum = sumRows(backend, x, kept);
      return keepDims ? {...sum, shape: [...x.shape.slice(0, count).fill(1), ...kept]} : sum;
    },
  },
};
