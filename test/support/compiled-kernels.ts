/** The compiled kernels on the wasm backend, for tests that compare them with the cpu backend. */
// tfjs-layers brings the gradients of tfjs-core's ops with it.
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import {useWasm, type WasmReport} from '../../src/backends/use-wasm';

/** Starts them, by default on two threads; with Winograd's method also for the small shapes that tests have. */
export async function useCompiledKernels({threads = 2, winograd = false} = {}): Promise<WasmReport> {
  return await useWasm({threads, winograd: winograd && 'always'});
}
