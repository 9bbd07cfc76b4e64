// The layers of the paper in your own network: node examples/01-layers-in-your-own-net/main.mjs
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {groupedConv2d, localResponseNormalization, steppedDropout} from 'tfjs-alexnet';
import {useWasm} from 'tfjs-alexnet/wasm';

await useWasm();
const model = tfl.sequential({
  layers: [
    tfl.layers.conv2d({filters: 16, kernelSize: 5, activation: 'relu', inputShape: [32, 32, 3]}),
    // Section 3.3: each value is divided by the energy of its neighbor channels.
    localResponseNormalization({depthRadius: 2, bias: 2}),
    tfl.layers.maxPooling2d({poolSize: 3, strides: 2}),
    // Section 3.5: two towers without connections between them, with half the weights.
    groupedConv2d({filters: 32, kernelSize: 3, groups: 2, activation: 'relu'}),
    tfl.layers.flatten(),
    steppedDropout({rate: 0.5, seed: 1}),
    tfl.layers.dense({units: 10, activation: 'softmax'}),
  ],
});
const output = model.predict(tf.zeros([1, 32, 32, 3]));
console.log(`output ${output.shape.join(' × ')}, ${model.countParams().toLocaleString('en')} parameters`);
