import type * as workerThreads from 'node:worker_threads';
import {builtinModule, nodeVersion} from '../../../../core/builtin-module';

/** A running thread, of whichever kind the platform has. */
export interface KernelThread {
  /** Ends it at once. */
  terminate(): void;
}

/** Start data of a thread. */
export interface ThreadStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Address of the top of its stack. */
  stack: number;
  /** Address of the control block. */
  control: number;
  /** 1 and above; 0 is the main thread. */
  thread: number;
}

/** `exports` would be a name that is taken where a worker's text is a CommonJS module, as in Bun. */
const SERVE = `
  const kernels = new WebAssembly.Instance(start.module, {env: {memory: start.memory}}).exports;
  kernels.__stack_pointer.value = start.stack;
  kernels.serve(start.control, start.thread);`;

/**
 * Returns a function that starts threads in this environment, or undefined where threads are not available.
 *
 * In Node the threads do not keep the process alive.
 */
export function findThreads(): ((start: ThreadStart) => KernelThread) | undefined {
  if (nodeVersion() !== undefined) {
    const {Worker} = builtinModule<typeof workerThreads>('node:worker_threads');
    return start => {
      const worker = new Worker(`const {workerData: start} = require('node:worker_threads');${SERVE}`, {
        eval: true,
        workerData: start,
        // The thread must not inherit loaders and conditions of the program.
        execArgv: [],
      });
      worker.unref();
      return {
        terminate: () => {
          void worker.terminate();
        },
      };
    };
  }
  if (typeof Worker !== 'function' || typeof URL.createObjectURL !== 'function') {
    return undefined;
  }
  return start => {
    const code = `onmessage = ({data: start}) => {${SERVE}\n};`;
    const url = URL.createObjectURL(new Blob([code], {type: 'text/javascript'}));
    const worker = new Worker(url);
    worker.postMessage(start);
    return {
      terminate: () => {
        worker.terminate();
        URL.revokeObjectURL(url);
      },
    };
  };
}
