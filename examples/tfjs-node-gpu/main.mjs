// Training on an NVIDIA GPU: npx alexnet setup tfjs-node-gpu, then node examples/tfjs-node-gpu/main.mjs
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, momentumSGD} from 'tfjs-alexnet';
import {chooseBackend} from 'tfjs-alexnet/node';

const {tensorflow, packageName, missing} = await chooseBackend({prefer: 'node'});
const {isGPUPackage, isUsingGpuDevice} = tf.backend();
console.log(
  `TensorFlow ${tensorflow} of ${packageName}, on the ${isGPUPackage && isUsingGpuDevice ? 'GPU' : 'CPU'}`,
);
for (const {name, because} of missing) {
  console.log(`left to TensorFlow's own kernels: ${name} (${because})`);
}

// The full net of the paper: on a GPU a step takes no longer than alexnet-mini's does on a processor.
const [BATCH, CLASSES] = [32, 1000];
const images = tf.randomNormal([BATCH, 227, 227, 3], 0, 1, 'float32', 1);
const labels = tf.oneHot(
  Array.from({length: BATCH}, (_, i) => i),
  CLASSES,
);
const model = createAlexNet({seed: 1});
model.compile({optimizer: momentumSGD(), loss: 'categoricalCrossentropy'});
for (let step = 0; step < 5; step++) {
  const started = performance.now();
  const loss = await model.trainOnBatch(images, labels);
  console.log(`step ${step}: loss ${loss.toFixed(3)}, ${(performance.now() - started).toFixed(0)} ms`);
}
console.log('trained 5 steps');
