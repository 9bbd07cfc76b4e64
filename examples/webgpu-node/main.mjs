// Training on WebGPU in plain Node: node main.mjs
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, momentumSGD} from 'tfjs-alexnet';
import {useWebGPU} from 'tfjs-alexnet/webgpu';

// TensorFlow.js alone does not find WebGPU in Node. If this fails, the error shows what to type.
const {adapter, software} = await useWebGPU();
console.log(`WebGPU on ${adapter}${software ? ', a software adapter' : ''}`);

const CLASSES = 2;
const [BATCH, STEPS] = [8, 6];
const labels = Array.from({length: BATCH}, (_, i) => i % CLASSES);
// Noise, brighter for the second class: enough to see the loss fall.
const images = tf.tidy(() =>
  tf.add(
    tf.randomNormal([BATCH, 67, 67, 3], 0, 1, 'float32', 1),
    tf.reshape(tf.tensor1d(labels), [BATCH, 1, 1, 1]),
  ),
);
const model = createAlexNet({preset: 'alexnet-mini', classes: CLASSES, seed: 1});
model.compile({optimizer: momentumSGD(), loss: 'categoricalCrossentropy'});
const targets = tf.oneHot(labels, CLASSES);
for (let step = 0; step < STEPS; step++) {
  const loss = await model.trainOnBatch(images, targets);
  console.log(`step ${step}: loss ${loss.toFixed(3)}`);
}
// In Node, a GPU tensor cannot be read synchronously: data(), not dataSync().
const predicted = await tf.argMax(model.predict(images), -1).data();
const correct = labels.filter((label, i) => predicted[i] === label).length;
console.log(`accuracy: ${correct} of ${BATCH}`);
