import type {Kernels} from '../register-kernels';
import type {GpuBackend} from './gpu-program';

/** Kernels in WGSL by the names under which ops ask for them. */
export type GpuKernels = Kernels<GpuBackend>;
