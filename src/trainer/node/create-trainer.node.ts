import {pathToFileURL} from 'node:url';
import {Worker} from 'node:worker_threads';
import {makeTrainer} from '../make-trainer';
import type {Trainer} from '../trainer';
import {linkTo} from '../link/worker-link';
import type {CreateTrainerOptions} from '../trainer-types';

/**
 * Starts a worker that owns TensorFlow.js and a backend, and trains networks there: the calling thread stays free.
 *
 * Images move to the worker, progress and results come back as plain data. A training with a name is saved while it runs and
 * survives the end of the page or process.
 *
 * @example
 * const trainer = await createTrainer();
 * const {best} = await trainer.train({images, labels, classes: ['cat', 'dog'], epochs: 10, run: 'cats'});
 * const files = await trainer.exportModel();
 * await trainer.dispose();
 */
export async function createTrainer(options: CreateTrainerOptions = {}): Promise<Trainer> {
  return makeTrainer(() => linkTo(options.worker ?? new Worker(workerFile())), options);
}

/** Beside this file, in the built package and in the sources. */
function workerFile(): URL {
  // CommonJS has __filename, ESM has import.meta.url; each build of this file has one of them.
  const here = typeof __filename === 'string' ? pathToFileURL(__filename).href : import.meta.url;
  return new URL('./trainer-worker.node.js', here);
}
