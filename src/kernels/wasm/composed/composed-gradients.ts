/**
 * The door through which kernels for the wasm backend come in.
 *
 * Stock tfjs-wasm can run a conv net but not train one: the filter gradient of a convolution has no kernel, nor have the
 * gradients of depthwise convolution and of `gather`, and two of the kernels that are there are ten times slower than
 * need be. All of them can be composed from kernels that it has and that are fast.
 */
import * as tf from '@tensorflow/tfjs-core';
import {AlexNetError} from '../../../errors';
import {AVERAGE_POOL_GRADIENT} from '../../composed/average-pool-gradient';
import {CONV3D_KERNELS} from '../../composed/conv3d';
import {POOL3D_KERNELS} from '../../composed/pool3d';
import {registerKernels, type Kernels} from '../../register-kernels';
import {isTransposed, transposedMatMul} from './batch-mat-mul';
import {conv2dBackpropFilter} from './conv2d-backprop-filter';
import {conv2dBackpropInput} from './conv2d-backprop-input';
import {depthwiseBackpropFilter, depthwiseBackpropInput} from './depthwise-backprop';
import {maxPoolGradient} from './max-pool-gradient';
import {unsortedSegmentSum} from './unsorted-segment-sum';

const KERNELS: Kernels<tf.KernelBackend> = {
  Conv2DBackpropFilter: {compute: (_, args) => conv2dBackpropFilter(args)},
  Conv2DBackpropInput: {compute: (_, args) => conv2dBackpropInput(args)},
  DepthwiseConv2dNativeBackpropFilter: {compute: (_, args) => depthwiseBackpropFilter(args)},
  DepthwiseConv2dNativeBackpropInput: {compute: (_, args) => depthwiseBackpropInput(args)},
  UnsortedSegmentSum: {compute: (_, args) => unsortedSegmentSum(args)},
  MaxPoolGrad: {compute: (_, args) => maxPoolGradient(args)},
  AvgPoolGrad: AVERAGE_POOL_GRADIENT,
  ...POOL3D_KERNELS,
  ...CONV3D_KERNELS,
  BatchMatMul: {takes: isTransposed, compute: (_, args) => transposedMatMul(args)},
};

let isRegistered = false;

/**
 * Registers on the wasm backend what training needs and stock tfjs-wasm lacks or does slowly. To be called after
 * `@tensorflow/tfjs-backend-wasm` was imported; a second call changes nothing.
 *
 * @returns The names of the kernels that were added or replaced by this call.
 */
export function registerComposedGradients(): string[] {
  if ((tf.getKernel('BatchMatMul', 'wasm') as tf.KernelConfig | undefined) === undefined) {
    missing('BatchMatMul');
  }
  if (isRegistered) {
    return [];
  }
  isRegistered = true;
  registerKernels(KERNELS, {backendName: 'wasm', hostOf: backend => backend, anyType: 'all'});
  return Object.keys(KERNELS);
}

function missing(kernelName: string): never {
  throw new AlexNetError({
    code: 'bad-state',
    where: 'registerComposedGradients',
    problem: `the wasm backend has no kernel ${kernelName}.`,
    expected: 'the kernels of @tensorflow/tfjs-backend-wasm to be registered',
    received: `no kernel ${kernelName} on backend "wasm"`,
    fix: "import '@tensorflow/tfjs-backend-wasm' first, or call useWasm() of tfjs-alexnet/wasm",
  });
}
