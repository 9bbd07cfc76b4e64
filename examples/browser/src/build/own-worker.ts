import type {Plugin} from 'vite';

const PACKAGE_WORKER = /new Worker\(\s*new URL\(['"]\.\/trainer-worker\.js['"], import\.meta\.url\)[^)]*\)/;

/** Leaves the worker of the package out of the page, which passes one of its own to `createTrainer`. */
export function ownWorker(): Plugin {
  return {
    name: 'own-worker',
    enforce: 'pre',
    transform: code => (PACKAGE_WORKER.test(code) ? code.replace(PACKAGE_WORKER, 'undefined') : undefined),
  };
}
