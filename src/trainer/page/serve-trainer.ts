import {requireFunction} from '../../core/structured-argument';
import {serveCalls} from '../link/serve-calls';
import {linkTo} from '../link/worker-link';

/** Options of {@link serveTrainer}. */
export interface ServeTrainerOptions {
  /**
   * Further backends by name: functions that make it the one in use, such as `() => useWebGPU()`. The fields of
   * `TrainerBackend` that one returns are in `trainer.backend`.
   */
  backends?: Readonly<Record<string, () => Promise<unknown>>>;
}

/** Set in a worker once a trainer is served. */
const SERVED = Symbol.for('tfjs-alexnet.trainerServed');

/**
 * Makes a worker of a page the worker of a trainer. For a worker file of your own: where a bundler does not find the file of
 * this package, or to bring more backends than wasm.
 *
 * A second call in the same worker changes nothing.
 *
 * @example
 * // worker.js
 * import {serveTrainer} from 'tfjs-alexnet/worker';
 * import {useWebGPU} from 'tfjs-alexnet/webgpu';
 * serveTrainer({backends: {webgpu: () => useWebGPU()}});
 *
 * // page.js
 * const worker = new Worker(new URL('./worker.js', import.meta.url), {type: 'module'});
 * const trainer = await createTrainer({worker, backend: 'webgpu'});
 */
export function serveTrainer({backends = {}}: ServeTrainerOptions = {}): void {
  for (const [name, start] of Object.entries(backends)) {
    const fix = 'serveTrainer({backends: {webgpu: () => useWebGPU()}})';
    requireFunction('serveTrainer', `backends.${name}`, start, fix);
  }
  // WebKit runs a worker's file a second time where a chunk of the bundle imports it. Only one may reply to the calls.
  const worker = globalThis as {[SERVED]?: true};
  if (worker[SERVED] === true) {
    return;
  }
  worker[SERVED] = true;
  serve(backends).catch((error: unknown) => {
    // Thrown outside a promise, so that the page learns of it.
    setTimeout(() => {
      throw error;
    }, 0);
  });
}

/** Loads TensorFlow.js here and not with this file: the page imports `createTrainer` from the same entry. */
async function serve(backends: NonNullable<ServeTrainerOptions['backends']>): Promise<void> {
  const [{trainerMethods}, {pagePlatform}] = await Promise.all([
    import('../trainer-host'),
    import('./page-platform'),
  ]);
  serveCalls(linkTo(globalThis), trainerMethods(pagePlatform(backends)));
}
