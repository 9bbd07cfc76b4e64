// The worker in which the trainer computes: a file of this project, so that the development server finds it, too.
import {serveTrainer} from 'tfjs-alexnet/worker';

serveTrainer();
