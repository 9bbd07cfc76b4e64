import * as tf from '@tensorflow/tfjs-core';
import type {OwnKernel} from '../ops/own-kernels';

/** Arguments that TensorFlow.js passes to a kernel. */
export interface KernelArgs {
  inputs: Partial<Record<string, tf.TensorInfo>>;
  attrs: tf.NamedAttrMap;
}

/** A kernel of this library in place of one of TensorFlow.js, or beside them. */
export interface Kernel<Host> {
  /** Whether the kernel computes this call. Default: always. What it does not take goes to the previous kernel. */
  takes?: (args: KernelArgs) => boolean;
  /** `previous` computes with the kernel that was there before, and throws where there is none. */
  compute: (host: Host, args: KernelArgs, previous: Compute) => tf.TensorInfo | tf.TensorInfo[];
}

/** A computation that is given all it needs. */
export type Compute = (args: KernelArgs) => tf.TensorInfo | tf.TensorInfo[];

/** Kernels by the names under which ops ask for them. */
export type Kernels<Host> = Readonly<Record<string, Kernel<Host>>>;

/** Target of {@link registerKernels}: the backend, and the object that the kernels use. */
export interface RegisterKernelsOptions<Host> {
  backendName: string;
  /** Data for the kernels on this backend; `undefined` leaves the call to the previous kernel. */
  hostOf: (backend: tf.KernelBackend) => Host | undefined;
  /** Names of inputs of any type. The other inputs are float32, or the call goes to the previous kernel. `'all'`: every input. */
  anyType?: readonly string[] | 'all';
  /** Called when the backend is disposed. */
  onDispose?: (backend: tf.KernelBackend) => void;
}

/**
 * Registers kernels on a backend over those that are there. Each keeps the kernel of before (the previous kernel) as its
 * fallback for calls that it does not take, and throws where there is none.
 *
 * @returns A function that puts the previous kernels back. A kernel that something else has replaced in the meantime
 *   stays, and hands every call to its previous kernel.
 */
export function registerKernels<Host>(
  kernels: Kernels<Host>,
  options: RegisterKernelsOptions<Host>,
): () => void {
  const undo = Object.entries(kernels).map(([kernelName, kernel]) =>
    registerKernel(kernelName, kernel, options),
  );
  return () => {
    for (const undoOne of undo.splice(0).reverse()) {
      undoOne();
    }
  };
}

/** Kernels that were taken back while something else covered them, and their previous kernels. */
const retired = new WeakMap<tf.KernelFunc, tf.KernelConfig | undefined>();

function registerKernel<Host>(
  kernelName: string,
  kernel: Kernel<Host>,
  {backendName, hostOf, anyType = [], onDispose}: RegisterKernelsOptions<Host>,
): () => void {
  const previous = findKernel(kernelName, backendName);
  const passOn: tf.KernelFunc = args => {
    if (previous === undefined) {
      throw new Error(
        `internal: kernel ${kernelName} was asked for what it does not do; please report this.`,
      );
    }
    return previous.kernelFunc(args);
  };
  const own: tf.KernelConfig & OwnKernel = {
    // The previous kernel must still be set up when the backend starts.
    ...previous,
    kernelName,
    backendName,
    serves: backend => !retired.has(own.kernelFunc) && hostOf(backend) !== undefined,
    kernelFunc: args => {
      const given: KernelArgs = {inputs: args.inputs, attrs: args.attrs ?? {}};
      const host = retired.has(own.kernelFunc) ? undefined : hostOf(args.backend as tf.KernelBackend);
      if (host !== undefined && isFloat(given, anyType) && (kernel.takes?.(given) ?? true)) {
        return kernel.compute(host, given, changed => passOn({...args, ...changed}));
      }
      return passOn(args);
    },
    disposeFunc: backend => {
      previous?.disposeFunc?.(backend);
      onDispose?.(backend as tf.KernelBackend);
    },
  };
  if (previous !== undefined) {
    tf.unregisterKernel(kernelName, backendName);
  }
  tf.registerKernel(own);
  return () => {
    retired.set(own.kernelFunc, previous);
    if (findKernel(kernelName, backendName)?.kernelFunc !== own.kernelFunc) {
      return;
    }
    let below = previous;
    while (below !== undefined && retired.has(below.kernelFunc)) {
      below = retired.get(below.kernelFunc);
    }
    tf.unregisterKernel(kernelName, backendName);
    if (below !== undefined) {
      tf.registerKernel(below);
    }
  };
}

/** TensorFlow.js types the result as never undefined, which it is for a kernel that nobody registered. */
function findKernel(kernelName: string, backendName: string): tf.KernelConfig | undefined {
  return tf.getKernel(kernelName, backendName);
}

function isFloat({inputs}: KernelArgs, anyType: readonly string[] | 'all'): boolean {
  return (
    anyType === 'all' ||
    Object.entries(inputs).every(
      ([name, tensor]) => anyType.includes(name) || (tensor?.dtype ?? 'float32') === 'float32',
    )
  );
}
