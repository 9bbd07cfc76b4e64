// The paper's network in TypeScript: npx tsc -p . && node out/main.js
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, type CreateAlexNetOptions} from 'tfjs-alexnet';

const options: CreateAlexNetOptions = {preset: 'alexnet-mini', classes: 3, seed: 1};
const model = createAlexNet(options);
const scores = tf.tidy(() => Array.from((model.predict(tf.zeros([1, 67, 67, 3])) as tf.Tensor).dataSync()));
const sum = scores.reduce((a, b) => a + b);
console.log(`${model.countParams()} parameters, ${scores.length} scores, sum ${sum.toFixed(3)}`);
