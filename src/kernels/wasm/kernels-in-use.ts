import * as tf from '@tensorflow/tfjs-core';
import {NATIVE_NAMES} from './compiled/host/native-kernels';
import {wasmHost} from './compiled/register-compiled';

/**
 * The kernels of the wasm backend in use, in words: `native (AVX2)`, or `WebAssembly (relaxed SIMD)` and why they are not
 * native. Undefined on other backends, and with the kernels of TensorFlow.js alone.
 */
export function kernelsInUse(): string | undefined {
  const host = tf.getBackend() === 'wasm' ? wasmHost() : undefined;
  if (host === undefined) {
    return undefined;
  }
  const {native, notNative, simd} = host;
  const reason = notNative === undefined ? '' : `; no native kernels: ${notNative.because}`;
  return native === undefined
    ? `WebAssembly (${simd} SIMD)${reason}`
    : `native (${NATIVE_NAMES[native.isa]})`;
}
