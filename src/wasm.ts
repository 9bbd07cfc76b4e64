/**
 * The WebAssembly backend with the kernels that training needs.
 *
 * @module tfjs-alexnet/wasm
 */
export {useWasm, type UseWasmOptions, type WasmReport} from './backends/use-wasm';
