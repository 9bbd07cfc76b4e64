// Training on WebGPU in plain Node: node main.mjs
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, momentumSGD} from 'tfjs-alexnet';
import {useWebGPU} from 'tfjs-alexnet/webgpu';

// TensorFlow.js by itself finds no WebGPU in Node; an error here says what to type.
const {adapter, software} = await useWebGPU();
console.log(`WebGPU on ${adapter}${software ? ', a program that plays a GPU' : ''}`);

const CLASSES = 2;
const [BATCH, STEPS] = [8, 10];
const labels = Array.from({length: BATCH}, (_, i) => i % CLASSES);
// Noise, brighter for the second class: enough to see that it learns.
const images = tf.tidy(() =>
  tf.add(
    tf.randomNormal([BATCH, 67, 67, 3], 0, 1, 'float32', 1),
    tf.reshape(tf.tensor1d(labels), [BATCH, 1, 1, 1]),
  ),
);
const model = createAlexNet({preset: 'alexnet-mini', classes: CLASSES, seed: 1});
model.compile({optimizer: momentumSGD(), loss: 'categoricalCrossentropy'});
const answers = tf.oneHot(labels, CLASSES);
for (let step = 0; step < STEPS; step++) {
  const loss = await model.trainOnBatch(images, answers);
  console.log(`step ${step}: loss ${loss.toFixed(3)}`);
}
// Nothing can be read synchronously from a GPU in Node: data(), not dataSync().
const predicted = await tf.argMax(model.predict(images), -1).data();
const right = labels.filter((label, i) => predicted[i] === label).length;
console.log(`${right} of ${BATCH} right`);
