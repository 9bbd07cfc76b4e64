import * as tf from '@tensorflow/tfjs-core';
import type {WasmKernels} from './host/wasm-kernel';

/** Sums of the rows of each segment; an id that is negative or too large belongs to none. */
export const SEGMENT_SUM_KERNELS: WasmKernels = {
  UnsortedSegmentSum: {
    takes: ({inputs: {segmentIds}}) => segmentIds?.dtype === 'int32',
    compute: (host, args) => {
      const {x, segmentIds} = args.inputs as {x: tf.TensorInfo; segmentIds: tf.TensorInfo};
      const {numSegments} = args.attrs as unknown as {numSegments: number};
      const rest = x.shape.slice(segmentIds.shape.length);
      const columns = tf.util.sizeFromShape(rest);
      const rows = tf.util.sizeFromShape(segmentIds.shape);
      const y = host.output([numSegments, ...rest]);
      const units = Math.max(1, Math.min(16, Math.floor(columns / 16)));
      host.run(
        'segment_sum',
        units,
        [rows, columns, numSegments, units, host.address(x), host.address(segmentIds), host.address(y)],
        {alone: rows * columns < 32768},
      );
      return y;
    },
  },
};
