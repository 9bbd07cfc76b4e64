// Training on native TensorFlow: npx alexnet setup tfjs-node, then node examples/tfjs-node/main.mjs
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, momentumSGD} from 'tfjs-alexnet';
import {chooseBackend} from 'tfjs-alexnet/node';

// Without this, the backend is the one imported last. If it fails, the error shows what to type.
const {tensorflow, missing} = await chooseBackend({prefer: 'node'});
console.log(`TensorFlow ${tensorflow}`);
for (const {name, because} of missing) {
  console.log(`slower stock kernel for ${name} (${because})`);
}

const CLASSES = 2;
const labels = Array.from({length: 32}, (_, i) => i % CLASSES);
// Noise, brighter for the second class: enough to see the loss fall.
const images = tf.tidy(() =>
  tf.add(
    tf.randomNormal([32, 67, 67, 3], 0, 1, 'float32', 1),
    tf.reshape(tf.tensor1d(labels), [32, 1, 1, 1]),
  ),
);
const model = createAlexNet({preset: 'alexnet-mini', classes: CLASSES, seed: 1});
model.compile({optimizer: momentumSGD(), loss: 'categoricalCrossentropy', metrics: ['accuracy']});
const {history} = await model.fit(images, tf.oneHot(labels, CLASSES), {
  epochs: 20,
  batchSize: 16,
  shuffle: false, // TensorFlow.js shuffles without a seed
  verbose: 0,
});
console.log(`accuracy ${history.acc.at(-1).toFixed(2)}`);
