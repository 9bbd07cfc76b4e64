import {findNative} from '../kernels/wasm/native/find-native.node.js';
import {useWasmWith, type UseWasmOptions, type WasmReport} from './use-wasm';

/** `useWasm` of Node: the same with native kernels, where the addon of this platform is there. */
export async function useWasm(options: UseWasmOptions = {}): Promise<WasmReport> {
  return await useWasmWith(options, findNative);
}
