// @isolated: starts and removes the wasm backend.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {expect, it} from 'vitest';
import {useWasmWith} from '../../../../src/backends/use-wasm';
import {NATIVE_NAMES} from '../../../../src/kernels/wasm/compiled/host/native-kernels';
import {kernelsInUse} from '../../../../src/kernels/wasm/kernels-in-use';
import {native} from '../../../support/native';

it('names the kernels of the wasm backend, and why they are not native', async () => {
  await useWasmWith({threads: 1}, undefined);
  expect(kernelsInUse()).toBe('WebAssembly (relaxed SIMD)');
  await useWasmWith({threads: 1}, () => ({because: 'they are not built'}));
  expect(kernelsInUse()).toBe('WebAssembly (relaxed SIMD); no native kernels: they are not built');
  const found = native;
  if (found !== undefined) {
    await useWasmWith({threads: 1}, () => found);
    expect(kernelsInUse()).toBe(`native (${NATIVE_NAMES[found.isa]})`);
  }
  await tf.setBackend('cpu');
  expect(kernelsInUse()).toBe(undefined);
  tf.removeBackend('wasm');
});
