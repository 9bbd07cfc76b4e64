/** The file that `createTrainer` starts as a worker in a page. */
import {serveTrainer} from './serve-trainer';

serveTrainer();
