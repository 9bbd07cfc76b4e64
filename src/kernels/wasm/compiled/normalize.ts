import * as tf from '@tensorflow/tfjs-core';
import {floatBits, type WasmHost} from './host/wasm-host';
import type {KernelArgs} from '../../register-kernels';
import type {WasmKernels} from './host/wasm-kernel';

interface NormalizeAttrs {
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

const attrsOf = (args: KernelArgs): NormalizeAttrs => args.attrs as unknown as NormalizeAttrs;

/** Returns whether the power can be computed from square roots: 1/2, 3/4 or 1. */
function takes(args: KernelArgs): boolean {
  const {beta, depthRadius} = attrsOf(args);
  return [0.5, 0.75, 1].includes(beta) && Number.isInteger(depthRadius) && depthRadius < 4096;
}

function run(host: WasmHost, args: KernelArgs, x: tf.TensorInfo, dy?: tf.TensorInfo): tf.TensorInfo {
  const {depthRadius, bias, alpha, beta} = attrsOf(args);
  const y = host.output(x.shape);
  const channels = x.shape.at(-1) ?? 1;
  const pixels = tf.util.sizeFromShape(x.shape.slice(0, -1));
  // A window never holds more than all channels.
  const radius = Math.min(depthRadius, channels);
  const units = Math.max(1, Math.min(128, Math.floor(pixels / 64)));
  host.run(
    dy === undefined ? 'normalize' : 'normalize_gradient',
    units,
    [
      ...[pixels, channels, units, radius, 4 * beta, floatBits(bias), floatBits(alpha)],
      ...[host.address(x), dy === undefined ? 0 : host.address(dy), host.address(y)],
    ],
    {scratch: 3 * (channels + 2 * radius + 8) + 8, alone: pixels * channels < 16384},
  );
  return y;
}

/** Local response normalization and its gradient in one pass each. */
export const NORMALIZE_KERNELS: WasmKernels = {
  LRN: {takes, compute: (host, args) => run(host, args, args.inputs.x as tf.TensorInfo)},
  LRNGrad: {
    takes,
    compute: (host, args) => run(host, args, args.inputs.x as tf.TensorInfo, args.inputs.dy),
  },
};
