import {serveCalls} from '../link/serve-calls';
import {linkTo} from '../link/worker-link';
import {trainerMethods} from '../trainer-host';
import {pagePlatform, type ServeTrainerOptions} from './page-platform';

/**
 * Makes a worker of a page the worker of a trainer. For a worker file of your own: where a bundler does not find the file of
 * this package, or to bring more backends than wasm.
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
export function serveTrainer(options: ServeTrainerOptions = {}): void {
  serveCalls(linkTo(globalThis), trainerMethods(pagePlatform(options)));
}
