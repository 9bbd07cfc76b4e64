/** Runs in a page: the whole suite on one of its backends. */
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import {useWasm} from 'tfjs-alexnet/wasm';
import {useWebGPU} from 'tfjs-alexnet/webgpu';
import {engineFacts} from './engine-facts';
import {runConformance, stockKernels, type ConformanceResult} from './run-conformance';

export type PageBackend = 'wasm' | 'webgpu' | 'webgl';

export default async function run({
  backend,
  steps,
}: {
  backend: PageBackend;
  steps?: number;
}): Promise<ConformanceResult> {
  // The kernels that tfjs registers on import, before this library replaces them.
  if (backend === 'webgpu') {
    await import('@tensorflow/tfjs-backend-webgpu');
  } else if (backend === 'wasm') {
    await import('@tensorflow/tfjs-backend-wasm');
  }
  const stock = stockKernels(backend);
  const report = await start(backend);
  return {...(await runConformance(stock, steps)), report: {...report, ...engineFacts()}};
}

async function start(backend: PageBackend): Promise<object> {
  if (backend === 'wasm') {
    return await useWasm({threads: 2});
  }
  if (backend === 'webgpu') {
    return await useWebGPU();
  }
  if (!(await tf.setBackend('webgl'))) {
    throw new Error('webgl did not start');
  }
  return {};
}
