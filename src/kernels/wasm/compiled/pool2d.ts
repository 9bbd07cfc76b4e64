import * as tf from '@tensorflow/tfjs-core';
import type {WasmHost} from './host/wasm-host';
import type {KernelArgs} from '../../register-kernels';
import type {WasmKernel, WasmKernels} from './host/wasm-kernel';

interface PoolAttrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface PoolTensors {
  x: tf.TensorInfo;
  y?: tf.TensorInfo | undefined;
  dy?: tf.TensorInfo | undefined;
}

function infoOf(args: KernelArgs, shape: readonly number[]): tf.backend_util.Conv2DInfo {
  const {filterSize, strides, pad, dimRoundingMode} = args.attrs as unknown as PoolAttrs;
  return tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

function run(host: WasmHost, kernel: string, args: KernelArgs, {x, y, dy}: PoolTensors): tf.TensorInfo {
  const info = infoOf(args, x.shape);
  const made = host.output(dy === undefined ? info.outShape : x.shape);
  const {batchSize, inHeight, inWidth, inChannels, outHeight, outWidth} = info;
  // A line of the cache holds 16 channels: narrower slices would share lines.
  const slices = batchSize >= 16 ? 1 : Math.max(1, Math.min(8, Math.floor(inChannels / 16)));
  const address = (tensor: tf.TensorInfo | undefined): number =>
    tensor === undefined ? 0 : host.address(tensor);
  host.run(
    kernel,
    batchSize * slices,
    [
      ...[batchSize, inHeight, inWidth, inChannels, outHeight, outWidth],
      ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
      ...[info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left, slices],
      ...[address(x), address(y), address(dy), address(made)],
    ],
    {alone: tf.util.sizeFromShape(x.shape) < 32768},
  );
  return made;
}

/** As on the cpu backend, a window of one pixel changes nothing where the size stays, whatever the stride. */
function pool(kernel: string): WasmKernel {
  return {
    compute: (host, args) => {
      const x = args.inputs.x as tf.TensorInfo;
      const {filterHeight, filterWidth, outShape} = infoOf(args, x.shape);
      if (filterHeight * filterWidth === 1 && tf.util.arraysEqual(x.shape, outShape)) {
        host.backend.incRef(x.dataId);
        return {...x};
      }
      return run(host, kernel, args, {x});
    },
  };
}

/** Max and average pooling and their gradients. */
export const POOL2D_KERNELS: WasmKernels = {
  MaxPool: pool('max_pool'),
  MaxPoolGrad: {
    compute: (host, args) => {
      const {input, output, dy} = args.inputs;
      return run(host, 'max_pool_gradient', args, {x: input as tf.TensorInfo, y: output, dy});
    },
  },
  AvgPool: pool('average_pool'),
  AvgPoolGrad: {
    compute: (host, args) => {
      const {input, dy} = args.inputs;
      return run(host, 'average_pool_gradient', args, {x: input as tf.TensorInfo, dy});
    },
  },
};
