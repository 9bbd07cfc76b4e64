/** The webgpu backend in this process, for tests that compare it with the cpu backend. */
// tfjs-layers brings the gradients of tfjs-core's ops with it.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {beforeAll, describe, expect} from 'vitest';
import {useWebGPU, type WebGPUReport} from '../../src/backends/use-webgpu';
import {AlexNetError} from '../../src/errors';
import {expectClose} from './matchers';

let found: WebGPUReport | undefined;
let reason = '';
try {
  found = await useWebGPU();
} catch (error) {
  if (!(error instanceof AlexNetError) || error.code !== 'unsupported') {
    throw error;
  }
  reason = `${error.problem} ${error.fix ?? ''}`;
}

/** Why WebGPU cannot be had in this process, and what to type; undefined where it can. */
export const missingWebGPU = found === undefined ? reason : undefined;

/** Runs `body` where WebGPU can be had in Node; elsewhere the group is named as skipped, with the reason. */
export function describeOnWebGPU(title: string, body: () => void): void {
  if (found === undefined) {
    describe.skip(`${title} [skipped: ${reason}]`, body);
  } else {
    describe(`${title} [webgpu: ${found.adapter}]`, () => {
      // Again: another test file in this process may have reset the engine since.
      beforeAll(async () => {
        await useWebGPU();
      });
      body();
    });
  }
}

/** Runs `body` on cpu and on webgpu and expects the same numbers, and no tensor left over. */
export async function expectWebGPUAsCpu(body: () => tf.Tensor | tf.Tensor[], bound = 1e-5): Promise<void> {
  const results: Float32Array[][] = [];
  for (const backend of ['cpu', 'webgpu']) {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const made = tf.tidy(body);
    const tensors = Array.isArray(made) ? made : [made];
    results.push(await Promise.all(tensors.map(async tensor => Float32Array.from(await tensor.data()))));
    tf.dispose(made);
    expect(tf.memory().numTensors - before, `tensors left over on ${backend}`).toBe(0);
  }
  const [expected = [], actual = []] = results;
  expected.forEach((values, i) => {
    expectClose(actual[i] ?? [], values, bound);
  });
}
