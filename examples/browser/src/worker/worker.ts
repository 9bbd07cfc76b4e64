/** The worker of the trainer: TensorFlow.js and the network are here, so that the page never waits for them. */
import '@tensorflow/tfjs-layers';
import {serveTrainer} from 'tfjs-alexnet/worker';
import {startFastest, startWebGL, startWebGPU} from './backend';

serveTrainer({backends: {auto: startFastest, webgpu: startWebGPU, webgl: startWebGL}});
