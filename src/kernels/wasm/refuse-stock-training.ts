import * as tf from '@tensorflow/tfjs-core';
import {AlexNetError} from '../../errors';

/** Kernels for gradients that stock tfjs-wasm lacks. */
const LACKING = [
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'UnsortedSegmentSum',
];

/**
 * Makes training on the stock wasm backend fail with the line that helps, instead of "Kernel 'Conv2DBackpropFilter' not
 * registered". Kernels that are registered stay, and those of `useWasm()` replace these.
 */
export function refuseStockTraining(): void {
  for (const kernelName of LACKING) {
    if ((tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | undefined) === undefined) {
      tf.registerKernel({
        kernelName,
        backendName: 'wasm',
        kernelFunc: () => {
          throw new AlexNetError({
            code: 'unsupported',
            where: 'training on the wasm backend',
            problem: `TensorFlow.js has no kernel ${kernelName} for it.`,
            expected: 'the kernels of tfjs-alexnet/wasm',
            received: 'the stock wasm backend',
            fix: "import {useWasm} from 'tfjs-alexnet/wasm'; await useWasm(); (instead of tf.setBackend('wasm'))",
          });
        },
      });
    }
  }
}
