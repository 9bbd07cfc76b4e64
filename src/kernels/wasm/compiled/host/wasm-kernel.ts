import type {Kernel, Kernels} from '../../../register-kernels';
import type {WasmHost} from './wasm-host';

/** A kernel that runs the C code of native/wasm. */
export type WasmKernel = Kernel<WasmHost>;

/** Kernels of {@link WasmKernel} by the names under which ops ask for them. */
export type WasmKernels = Kernels<WasmHost>;
