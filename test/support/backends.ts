/** One test body per backend. A backend whose engine is not installed is named as skipped, never passed over in silence. */
// tfjs-layers brings the gradients of tfjs-core's ops with it.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe} from 'vitest';

const LOADERS: Record<string, () => Promise<unknown>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  wasm: async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    const {registerComposedGradients} = await import('../../src/kernels/wasm/composed-gradients');
    registerComposedGradients();
  },
};

/** The backends that run here. */
export const BACKENDS = Object.keys(LOADERS);

/** Runs `body` once on each of `names` (default: every backend), with that backend set and ready. */
export function describeOnBackends(title: string, body: (backend: string) => void, names = BACKENDS): void {
  for (const name of names) {
    describe(`${title} [${name}]`, () => {
      beforeAll(async () => {
        await LOADERS[name]?.();
        if (!(await tf.setBackend(name))) {
          throw new Error(`backend ${name} did not start`);
        }
        await tf.ready();
      });
      body(name);
    });
  }
}
