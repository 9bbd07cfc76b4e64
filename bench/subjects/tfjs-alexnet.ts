/** This package: `useWasm`, `createAlexNet`, `momentumSGD`, and the step of `model.fit`. */
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, momentumSGD} from 'tfjs-alexnet';
import {useWasm} from 'tfjs-alexnet/wasm';
import {lrnWork} from './lrn';
import {modelWork} from './model-work';
import {serve} from './serve';

const work = modelWork(tf, {
  make: size => createAlexNet({inputShape: [size, size, 3], seed: 1}),
  optimizer: () => momentumSGD({learningRate: 0.001}),
});

await serve(async request => {
  await useWasm({threads: request.threads});
  return 'batch' in request ? work(request) : lrnWork(tf, request.work);
});
