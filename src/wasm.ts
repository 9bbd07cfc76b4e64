/** The wasm backend, with what training needs: `tfjs-alexnet/wasm`. */
export {useWasm, type UseWasmOptions, type WasmReport} from './backends/use-wasm';
