// The paper's training rule with stock model.fit: node examples/02-model-fit-recipe/main.mjs
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, MomentumSGD, ReduceLROnPlateau, StallDetector} from 'tfjs-alexnet';
import {useWasm} from 'tfjs-alexnet/wasm';

await useWasm();
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
model.compile({
  optimizer: new MomentumSGD({learningRate: 0.01}),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});
const {history} = await model.fit(images, tf.oneHot(labels, CLASSES), {
  epochs: 12,
  batchSize: 16,
  shuffle: false,
  verbose: 0,
  callbacks: [new ReduceLROnPlateau({monitor: 'loss', patience: 2}), new StallDetector({classes: CLASSES})],
});
console.log(`accuracy ${history.acc.at(-1).toFixed(1)}`);
