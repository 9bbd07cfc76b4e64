// The paper's network in a plain web page, on WebAssembly: npx vite, then open the address that it prints
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet} from 'tfjs-alexnet';
import {useWasm} from 'tfjs-alexnet/wasm';

const show = line => document.querySelector('#output').append(`${line}\n`);

try {
  const {threads, oneThreadBecause} = await useWasm();
  show(
    `${threads} ${threads === 1 ? 'thread' : 'threads'}${oneThreadBecause ? `: ${oneThreadBecause}` : ''}`,
  );
  const model = createAlexNet({preset: 'alexnet-mini', classes: 3, seed: 1});
  const scores = await tf.tidy(() => model.predict(tf.zeros([1, 67, 67, 3]))).data();
  const sum = scores.reduce((a, b) => a + b);
  show(`${model.countParams()} parameters, ${scores.length} scores, sum ${sum.toFixed(3)}`);
} catch (error) {
  show(error); // the message of an AlexNetError contains a fix
}
