/** Runs in a page: the whole suite on one of its backends. */
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import {useWebGPU} from 'tfjs-alexnet/webgpu';
import {runConformance, stockKernels, type ConformanceResult} from './run-conformance';

export default async function run({backend}: {backend: 'webgpu' | 'webgl'}): Promise<ConformanceResult> {
  if (backend === 'webgpu') {
    // The kernels that tfjs registers on import, before this library replaces them.
    await import('@tensorflow/tfjs-backend-webgpu');
  }
  const stock = stockKernels(backend);
  if (backend === 'webgpu') {
    await useWebGPU();
  } else if (!(await tf.setBackend('webgl'))) {
    throw new Error('webgl did not start');
  }
  return await runConformance(stock);
}
