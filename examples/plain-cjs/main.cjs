// The paper's network in CommonJS: node main.cjs
require('@tensorflow/tfjs-backend-cpu');
const tf = require('@tensorflow/tfjs-core');
const {createAlexNet} = require('tfjs-alexnet');

const model = createAlexNet({preset: 'alexnet-mini', classes: 3, seed: 1});
const scores = tf.tidy(() => model.predict(tf.zeros([1, 67, 67, 3])).dataSync());
console.log(
  `${model.countParams()} parameters, ${scores.length} scores, sum ${scores.reduce((a, b) => a + b).toFixed(3)}`,
);
