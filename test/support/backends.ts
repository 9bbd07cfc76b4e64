/** One test body per backend. A backend whose engine is not installed is named as skipped, never passed over in silence. */
// tfjs-layers brings the gradients of tfjs-core's ops with it.
import '@tensorflow/tfjs-layers';
import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe} from 'vitest';

const LOADERS: Record<string, () => Promise<unknown>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  wasm: async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    const {registerComposedGradients} = await import('../../src/kernels/wasm/composed/composed-gradients');
    const {unregisterCompiled} = await import('../../src/kernels/wasm/compiled/register-compiled');
    unregisterCompiled();
    registerComposedGradients();
  },
  'wasm, compiled kernels': async () => {
    const {useCompiledKernels} = await import('./compiled-kernels');
    await useCompiledKernels({winograd: true});
  },
  tensorflow: async () => {
    const {useTensorFlow} = await import('../../src/backends/use-tensorflow.node.js');
    await useTensorFlow();
  },
};

/** The backends that tests are run on; wasm once with gradients made of its own kernels, once with this library's. */
export const BACKENDS = Object.keys(LOADERS);

/** Whether tfjs-node is installed and built; `alexnet setup tfjs-node` does both. */
export const HAS_TENSORFLOW = existsSync(
  resolve(import.meta.dirname, '../../node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'),
);
/** Why a backend is left out, or undefined. */
const skipReason = (name: string): string | undefined =>
  name === 'tensorflow' && !HAS_TENSORFLOW ? 'skipped: tfjs-node is not set up here' : undefined;

/** Runs `body` once on each of `names` (default: every backend), with that backend set and ready. */
export function describeOnBackends(title: string, body: (backend: string) => void, names = BACKENDS): void {
  for (const name of names) {
    const reason = skipReason(name);
    if (reason !== undefined) {
      describe.skip(`${title} [${name}] (${reason})`, () => {
        body(name);
      });
      continue;
    }
    describe(`${title} [${name}]`, () => {
      beforeAll(async () => {
        await LOADERS[name]?.();
        if (!(await tf.setBackend(name.replace(/,.*/, '')))) {
          throw new Error(`backend ${name} did not start`);
        }
        await tf.ready();
      });
      body(name);
    });
  }
}
