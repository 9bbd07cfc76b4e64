import {parentPort} from 'node:worker_threads';
import {AlexNetError} from '../../errors';
import {serveCalls} from '../link/serve-calls';
import {linkTo} from '../link/worker-link';
import {NODE_PLATFORM} from './node-platform.node.js';
import {trainerMethods} from '../trainer-host';

/** Makes a worker thread the worker of a trainer; see `createTrainer`. */
export function serveTrainer(): void {
  if (parentPort === null) {
    throw new AlexNetError({
      code: 'bad-state',
      where: 'serveTrainer',
      problem: 'this is not a worker thread.',
      expected: 'a file that is started by new Worker(…)',
      received: 'the main thread',
      fix: 'call createTrainer({worker: new Worker(file)}) here, and serveTrainer() in that file',
    });
  }
  serveCalls(linkTo(parentPort), trainerMethods(NODE_PLATFORM));
}
