import {AlexNetError} from '../../errors';
import {linkTo} from '../link/worker-link';
import {makeTrainer} from '../make-trainer';
import type {Trainer} from '../trainer';
import type {CreateTrainerOptions} from '../trainer-types';

/**
 * Starts a worker that owns TensorFlow.js and a backend, and trains networks there: the main thread stays free.
 *
 * Images move to the worker, progress and results come back as plain data. A training with a name (`run`) is saved while it
 * runs and can be resumed after a reload of the page, or by another process.
 *
 * @example
 * const trainer = await createTrainer();
 * const {best} = await trainer.train({images, labels, classes: ['cat', 'dog'], epochs: 10, run: 'cats'});
 * const files = await trainer.exportModel();
 * await trainer.dispose();
 */
export async function createTrainer(options: CreateTrainerOptions = {}): Promise<Trainer> {
  return makeTrainer(() => linkTo(options.worker ?? startWorker()), options);
}

function startWorker(): Worker {
  try {
    // Bundlers look for exactly this expression.
    return new Worker(new URL('./trainer-worker.js', import.meta.url), {type: 'module'});
  } catch (cause) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'createTrainer',
      problem: 'the worker cannot be started here.',
      expected: 'a page, and this package imported as a module (import, not require)',
      received: cause instanceof Error ? cause.message : String(cause),
      fix: 'pass a worker of your own: createTrainer({worker}), see serveTrainer',
      cause,
    });
  }
}
