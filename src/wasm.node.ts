/**
 * The WebAssembly backend with the kernels that training needs, and native ones where the addon is there; see `wasm.ts`.
 *
 * @module tfjs-alexnet/wasm
 */
export {useWasm} from './backends/use-wasm.node.js';
export {type UseWasmOptions, type WasmReport} from './backends/use-wasm';
