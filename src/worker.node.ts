/**
 * A trainer that lives in a worker thread of Node; see `worker.ts`.
 *
 * @module tfjs-alexnet/worker
 */
export {createTrainer} from './trainer/node/create-trainer.node.js';
export {serveTrainer} from './trainer/node/serve-trainer.node.js';
export {type Trainer} from './trainer/trainer';
export type * from './trainer/image-types';
export type * from './trainer/network-types';
export type * from './trainer/trainer-types';
