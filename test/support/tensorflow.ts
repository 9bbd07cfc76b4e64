/** Native TensorFlow for tests of its kernels; without it they are named as skipped. */
// tfjs-layers brings the gradients of tfjs-core's ops with it.
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe} from 'vitest';
import {useTensorFlow} from '../../src/backends/use-tensorflow.node.js';
import {NativeOps, type TensorFlowBackend} from '../../src/kernels/tensorflow/native-ops';
import {HAS_TENSORFLOW} from './backends';
import {expectClose} from './matchers';

/** `describe` where tfjs-node is set up. */
export function describeOnTensorFlow(title: string, body: () => void): void {
  if (HAS_TENSORFLOW) {
    describe(title, body);
  } else {
    describe.skip(`${title} (skipped: tfjs-node is not set up here)`, body);
  }
}

export async function tensorFlowOps(): Promise<NativeOps> {
  await useTensorFlow();
  return new NativeOps(tf.backend() as unknown as TensorFlowBackend);
}

/** Number of tensors that TensorFlow holds, those of no tensor of tfjs included. */
export function nativeCount(): number {
  return (tf.backend() as unknown as {getNumOfTFTensors(): number}).getNumOfTFTensors();
}

/** Runs `body` on the cpu backend and on tensorflow and expects the same numbers and nothing left over. */
export async function expectCpuValues(body: () => tf.Tensor | tf.Tensor[], bound = 1e-5): Promise<void> {
  const results: Float32Array[][] = [];
  for (const backend of ['cpu', 'tensorflow']) {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const nativeBefore = backend === 'tensorflow' ? nativeCount() : 0;
    const made = tf.tidy(body);
    const tensors = Array.isArray(made) ? made : [made];
    results.push(tensors.map(tensor => Float32Array.from(tensor.dataSync())));
    tf.dispose(made);
    const left = tf.memory().numTensors - before;
    const nativeLeft = backend === 'tensorflow' ? nativeCount() - nativeBefore : 0;
    if (left !== 0 || nativeLeft !== 0) {
      throw new Error(`${left} tensors, ${nativeLeft} of TensorFlow left over on ${backend}`);
    }
  }
  const [expected, actual] = results;
  expected!.forEach((values, i) => {
    expectClose(actual![i]!, values, bound);
  });
}
