import * as tf from '@tensorflow/tfjs-core';
import type {WasmHost} from './host/wasm-host';
import type {KernelArgs} from '../../register-kernels';
import type {WasmKernels} from './host/wasm-kernel';

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** A tensor cut before an axis: so many rows of so many floats. */
interface Rows {
  tensor: tf.TensorInfo;
  columns: number;
}

/** Copies the rows of each part, one part beside the other, into the rows of the whole: or the other way round. */
function copyParts(
  host: WasmHost,
  whole: tf.TensorInfo,
  parts: readonly Rows[],
  into: 'whole' | 'parts',
): void {
  const stride = parts.reduce((sum, {columns}) => sum + columns, 0);
  const rows = sizeOf(whole.shape) / stride;
  const units = Math.min(rows, 64);
  let offset = 0;
  for (const {tensor, columns} of parts) {
    const [part, beside] = [host.address(tensor), host.address(whole) + 4 * offset];
    if (columns > 0) {
      host.run(
        'copy_rows',
        units,
        into === 'whole'
          ? [rows, columns, units, columns, stride, part, beside]
          : [rows, columns, units, stride, columns, beside, part],
        {alone: rows * columns < 32768},
      );
    }
    offset += columns;
  }
}

function rowsOf(tensor: tf.TensorInfo, axis: number): Rows {
  return {tensor, columns: sizeOf(tensor.shape.slice(axis))};
}

function splitOf({inputs, attrs}: KernelArgs): {x: tf.TensorInfo; axis: number; sizes: number[]} {
  const x = inputs.x as tf.TensorInfo;
  const given = attrs as unknown as {numOrSizeSplits: number | number[]; axis: number};
  const [axis = 0] = tf.util.parseAxisParam(given.axis, x.shape);
  return {x, axis, sizes: tf.backend_util.prepareSplitSize(x, given.numOrSizeSplits, axis)};
}

/** Several tensors beside each other, and one taken apart: the modules of SqueezeNet end in one, its gradient in the other. */
export const COPY_ROWS_KERNELS: WasmKernels = {
  Concat: {
    takes: ({inputs}) => Object.values(inputs).some(x => x !== undefined && sizeOf(x.shape) > 0),
    compute: (host, {inputs, attrs}) => {
      const tensors = Object.values(inputs) as tf.TensorInfo[];
      const shapes = tensors.map(({shape}) => shape);
      const [axis = 0] = tf.util.parseAxisParam((attrs as {axis: number}).axis, shapes[0] ?? []);
      tf.backend_util.assertParamsConsistent(shapes, axis);
      const made = host.output(tf.backend_util.computeOutShape(shapes, axis));
      copyParts(
        host,
        made,
        tensors.map(tensor => rowsOf(tensor, axis)),
        'whole',
      );
      return made;
    },
  },
  SplitV: {
    takes: args => {
      const {x, sizes} = splitOf(args);
      return sizeOf(x.shape) > 0 && sizes.every(size => size > 0);
    },
    compute: (host, args) => {
      const {x, axis, sizes} = splitOf(args);
      const parts = sizes.map(size => host.output(x.shape.map((length, i) => (i === axis ? size : length))));
      copyParts(
        host,
        x,
        parts.map(part => rowsOf(part, axis)),
        'parts',
      );
      return parts;
    },
  },
};
