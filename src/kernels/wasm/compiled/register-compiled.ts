import {registerKernels} from '../../register-kernels';
import {CONV2D_KERNELS} from './convolution/conv2d';
import {COPY_ROWS_KERNELS} from './copy-rows';
import {DEPTHWISE_KERNELS} from './convolution/depthwise';
import {ELEMENTWISE_KERNELS} from './elementwise';
import {MAT_MUL_KERNELS} from './product/mat-mul';
import {MOMENTUM_KERNELS} from './product/momentum';
import {NAN_KEEPING_KERNELS} from './nan-keeping';
import type {WasmHost} from './host/wasm-host';
import type {WasmKernels} from './host/wasm-kernel';
import {NORMALIZE_KERNELS} from './normalize';
import {PICK_WINDOWS_KERNELS} from './pick-windows';
import {POOL2D_KERNELS} from './pool2d';
import {SEGMENT_SUM_KERNELS} from './segment-sum';

const KERNELS: WasmKernels = {
  ...CONV2D_KERNELS,
  ...DEPTHWISE_KERNELS,
  ...MAT_MUL_KERNELS,
  ...NORMALIZE_KERNELS,
  ...POOL2D_KERNELS,
  ...ELEMENTWISE_KERNELS,
  ...NAN_KEEPING_KERNELS,
  ...MOMENTUM_KERNELS,
  ...SEGMENT_SUM_KERNELS,
  ...COPY_ROWS_KERNELS,
  ...PICK_WINDOWS_KERNELS,
};

let active: WasmHost | undefined;
let undo: (() => void) | undefined;

/** The host whose kernels are in use. */
export function wasmHost(): WasmHost | undefined {
  return active;
}

/**
 * Registers the kernels of native/wasm on the wasm backend of this host, over those that were there. They end with the
 * backend, or with {@link unregisterCompiled}.
 */
export function registerCompiled(host: WasmHost): void {
  unregisterCompiled();
  active = host;
  undo = registerKernels(KERNELS, {
    backendName: 'wasm',
    // Another backend of this name was made after ours was removed.
    hostOf: backend => (backend === host.backend ? host : undefined),
    anyType: ['segmentIds'],
    onDispose: () => {
      host.dispose();
    },
  });
}

/** Puts the kernels back that were there before, and ends the host's threads. */
export function unregisterCompiled(): void {
  undo?.();
  undo = undefined;
  active?.dispose();
  active = undefined;
}
