/**
 * The WebAssembly backend with the kernels that training needs. Node takes `wasm.node.ts`, which has native ones too.
 *
 * @module tfjs-alexnet/wasm
 */
export {useWasm, type UseWasmOptions, type WasmReport} from './backends/use-wasm';
