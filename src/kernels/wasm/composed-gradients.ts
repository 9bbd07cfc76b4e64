/**
 * The door through which kernels for the wasm backend come in.
 *
 * Stock tfjs-wasm can run a conv net but not train one: the filter gradient of a convolution has no kernel, nor have the
 * gradients of depthwise convolution and of `gather`, and two of the kernels that are there are ten times slower than
 * need be. All of them can be composed from kernels that it has and that are fast.
 */
import * as tf from '@tensorflow/tfjs-core';
import {AlexNetError} from '../../errors';
import {batchMatMul} from './batch-mat-mul';
import {conv2dBackpropFilter} from './conv2d-backprop-filter';
import {conv2dBackpropInput} from './conv2d-backprop-input';
import {depthwiseBackpropFilter, depthwiseBackpropInput} from './depthwise-backprop';
import {unsortedSegmentSum} from './unsorted-segment-sum';

/** Kernels by the name under which tfjs asks for them; each is made from the stock kernel of that name, if there is one. */
const COMPOSED: Readonly<Record<string, (stock: tf.KernelFunc | undefined) => tf.KernelFunc>> = {
  Conv2DBackpropFilter: () => conv2dBackpropFilter,
  Conv2DBackpropInput: () => conv2dBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: () => depthwiseBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: () => depthwiseBackpropInput,
  UnsortedSegmentSum: () => unsortedSegmentSum,
  BatchMatMul: stock => batchMatMul(stock ?? missing('BatchMatMul')),
};

/** The kernel functions that this module registered, to tell its own from stock ones. */
const registered = new WeakSet<tf.KernelFunc>();

/**
 * Registers on the wasm backend what training needs and stock tfjs-wasm lacks or does slowly. To be called after
 * `@tensorflow/tfjs-backend-wasm` was imported; a second call changes nothing.
 *
 * @returns The names of the kernels that were added or replaced by this call.
 */
export function registerComposedGradients(): string[] {
  if (findKernel('BatchMatMul') === undefined) {
    missing('BatchMatMul');
  }
  const added: string[] = [];
  for (const [kernelName, make] of Object.entries(COMPOSED)) {
    const stock = findKernel(kernelName);
    if (stock !== undefined && registered.has(stock.kernelFunc)) {
      continue;
    }
    const kernelFunc = make(stock?.kernelFunc);
    if (stock !== undefined) {
      tf.unregisterKernel(kernelName, 'wasm');
    }
    // A stock kernel that ours calls must still be set up when the backend starts.
    tf.registerKernel({...stock, kernelName, backendName: 'wasm', kernelFunc});
    registered.add(kernelFunc);
    added.push(kernelName);
  }
  return added;
}

/** tfjs types the result as never undefined, which it is for a kernel that nobody registered. */
function findKernel(kernelName: string): tf.KernelConfig | undefined {
  return tf.getKernel(kernelName, 'wasm');
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
