/** The file that `createTrainer` starts as a worker thread in Node. */
import {serveTrainer} from './serve-trainer.node.js';

serveTrainer();
