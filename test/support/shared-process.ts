/**
 * Set-up of each test file that shares its process, and all modules, with others (vitest.config.ts): a file starts as in a
 * process of its own, whichever files ran before it.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {afterAll, vi} from 'vitest';

// A backend that an earlier file chose, its flags and its tensors are gone. The cpu backend is what a file gets that
// chooses none; with another one registered too TensorFlow.js would choose that.
tf.engine().reset();
// Without the advice to install another backend, once a file. IS_TEST would silence it, too, and would switch on a leak
// check that throws at every matrix product of stock wasm.
tf.env().set('PROD', true);
await tf.setBackend('cpu');

// Later files would get a second copy of every module: of the kernels that the first has registered, for one.
vi.resetModules = () => {
  throw new Error('this file shares its process: mark it @isolated (vitest.config.ts)');
};

afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});
