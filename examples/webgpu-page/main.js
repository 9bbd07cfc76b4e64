// Training on WebGPU in a page: npx vite, then open the address that it prints
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, momentumSGD} from 'tfjs-alexnet';
import {useWebGPU} from 'tfjs-alexnet/webgpu';

const CLASSES = 2;
const [BATCH, STEPS] = [8, 6];
const show = line => document.querySelector('#output').append(`${line}\n`);

try {
  const {adapter, software} = await useWebGPU();
  show(`WebGPU on ${adapter}${software ? ', a software adapter' : ''}`);
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
    show(`step ${step}: loss ${loss.toFixed(3)}`);
  }
  // data(), not dataSync(): the page stays responsive while the GPU computes.
  const predicted = await tf.argMax(model.predict(images), -1).data();
  const correct = labels.filter((label, i) => predicted[i] === label).length;
  show(`accuracy: ${correct} of ${BATCH}`);
} catch (error) {
  show(error); // the message of an AlexNetError contains a fix
}
