// Training on WebGPU in a page: npx vite, then open the address that it prints
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, momentumSGD} from 'tfjs-alexnet';
import {useWebGPU} from 'tfjs-alexnet/webgpu';

const CLASSES = 2;
const [BATCH, STEPS] = [8, 10];
const show = line => document.querySelector('#output').append(`${line}\n`);

try {
  const {adapter, software} = await useWebGPU();
  show(`WebGPU on ${adapter}${software ? ', a program that plays a GPU' : ''}`);
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
    show(`step ${step}: loss ${loss.toFixed(3)}`);
  }
  // data(), not dataSync(): a GPU answers when it is done, and the page goes on meanwhile.
  const predicted = await tf.argMax(model.predict(images), -1).data();
  const right = labels.filter((label, i) => predicted[i] === label).length;
  show(`${right} of ${BATCH} right`);
} catch (error) {
  show(error); // an AlexNetError says what to do
}
