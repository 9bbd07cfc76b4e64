/**
 * A trainer that lives in a worker: the calling thread stays free. For pages; the same names for Node are in `worker.node.ts`,
 * which Node gets under the same address.
 *
 * @module tfjs-alexnet/worker
 */
export {createTrainer} from './trainer/page/create-trainer';
export {serveTrainer, type ServeTrainerOptions} from './trainer/page/serve-trainer';
export {isolatePage, type IsolatePageOptions, type IsolationReport} from './trainer/page/isolate-page';
export {type Trainer} from './trainer/trainer';
export type * from './trainer/image-types';
export type * from './trainer/network-types';
export type * from './trainer/trainer-types';
