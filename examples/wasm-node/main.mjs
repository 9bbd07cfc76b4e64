// Training on WebAssembly in plain Node: node main.mjs
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, momentumSGD} from 'tfjs-alexnet';
import {useWasm} from 'tfjs-alexnet/wasm';

// Stock tfjs-wasm cannot train a conv net, and has one thread in Node. Call this before anything starts the backend.
const {threads, kernels, oneThreadBecause} = await useWasm();
console.log(`${threads} ${threads === 1 ? 'thread' : 'threads'}, ${kernels} kernels`);
if (oneThreadBecause !== undefined) {
  console.log(`one thread because ${oneThreadBecause}`);
}

const CLASSES = 2;
const labels = Array.from({length: 32}, (_, i) => i % CLASSES);
// Noise, brighter for the second class: enough to see that it learns.
const images = tf.tidy(() =>
  tf.add(
    tf.randomNormal([32, 67, 67, 3], 0, 1, 'float32', 1),
    tf.reshape(tf.tensor1d(labels), [32, 1, 1, 1]),
  ),
);
const model = createAlexNet({preset: 'alexnet-mini', classes: CLASSES, seed: 1});
model.compile({optimizer: momentumSGD(), loss: 'categoricalCrossentropy', metrics: ['accuracy']});
const {history} = await model.fit(images, tf.oneHot(labels, CLASSES), {
  epochs: 16,
  batchSize: 16,
  shuffle: false, // TensorFlow.js shuffles without a seed
  verbose: 0,
});
console.log(`accuracy ${history.acc.at(-1).toFixed(2)}`);
