// This package: `useWasm`, `createAlexNet`, `momentumSGD`, and the step of `model.fit`.
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, momentumSGD} from 'tfjs-alexnet';
import {useWasm} from 'tfjs-alexnet/wasm';
import {lrnWork} from './lrn.mjs';
import {modelWork} from './model-work.mjs';
import {serve} from './serve.mjs';

const work = modelWork(tf, {
  make: size => createAlexNet({inputShape: [size, size, 3], seed: 1}),
  optimizer: () => momentumSGD({learningRate: 0.001}),
});

await serve(async request => {
  await useWasm({threads: request.threads});
  return request.work.startsWith('lrn') ? lrnWork(tf, request.work) : work(request);
});
