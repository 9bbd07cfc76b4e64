// The paper's network in a plain ES module: node main.mjs
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet} from 'tfjs-alexnet';

const model = createAlexNet({preset: 'alexnet-mini', classes: 3, seed: 1});
const scores = tf.tidy(() => model.predict(tf.zeros([1, 67, 67, 3])).dataSync());
console.log(
  `${model.countParams()} parameters, ${scores.length} scores, sum ${scores.reduce((a, b) => a + b).toFixed(3)}`,
);
