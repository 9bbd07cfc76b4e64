// The same network in ONNX Runtime's build for WebAssembly. Argument: the folder in which it is installed.
import {createRequire} from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, writeOnnx} from 'tfjs-alexnet';
import '@tensorflow/tfjs-backend-cpu';
import {randomNumbers, serve} from './serve.mjs';

const [, , folder] = process.argv;
const ort = createRequire(`${folder}/`)('onnxruntime-web');

await tf.setBackend('cpu');
const model = createAlexNet({seed: 1});
const network = await writeOnnx(model);
model.dispose();

let session;

await serve(async ({batch, size, threads}) => {
  if (session === undefined) {
    ort.env.wasm.numThreads = threads;
    session = await ort.InferenceSession.create(network, {executionProviders: ['wasm']});
  }
  const values = randomNumbers(batch * 3 * size * size, 100);
  const feeds = {[session.inputNames[0]]: new ort.Tensor('float32', values, [batch, 3, size, size])};
  return async () => {
    await session.run(feeds);
  };
});
