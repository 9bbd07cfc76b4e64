// Writes test/golden/data/saved-run: what a run leaves on disk, as the package of an earlier version wrote it. To be run where
// that version is installed: node make_saved_run.mjs FOLDER
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import * as alexnet from 'tfjs-alexnet';
import {CheckpointStore, HistoryFile, fileSystemIO} from 'tfjs-alexnet/node';

const out = process.argv[2];
await tf.setBackend('cpu');
rmSync(out, {recursive: true, force: true});
mkdirSync(out, {recursive: true});

const {groupedConv2d, localResponseNormalization, ceilMaxPooling2d, channelScale, paddedMaxPooling2d} =
  alexnet;
const {
  spatialResponseNormalization,
  paddedAveragePooling2d,
  steppedDropout,
  gaussian,
  msra,
  xavier,
  truncatedGaussian,
} = alexnet;
const model = tfl.sequential({
  name: 'saved_run',
  layers: [
    groupedConv2d({
      name: 'conv1',
      filters: 4,
      kernelSize: 3,
      strides: 2,
      inputShape: [17, 17, 3],
      kernelInitializer: gaussian({stddev: 0.1, seed: 1}),
      activation: 'relu',
    }),
    localResponseNormalization({name: 'norm1', depthRadius: 2, bias: 2, alpha: 1e-2, beta: 0.75}),
    ceilMaxPooling2d({name: 'pool1', poolSize: 3, strides: 2}),
    groupedConv2d({
      name: 'conv2',
      filters: 4,
      kernelSize: 3,
      padding: 1,
      groups: 2,
      kernelInitializer: msra({seed: 2}),
    }),
    channelScale({name: 'scale2'}),
    spatialResponseNormalization({name: 'norm2', size: 3, alpha: 5e-2, beta: 0.75}),
    paddedMaxPooling2d({name: 'pool2', poolSize: 3, strides: 2, padding: 1}),
    paddedAveragePooling2d({name: 'pool3', poolSize: 2, strides: 1, padding: 1}),
    tfl.layers.flatten({name: 'flatten'}),
    tfl.layers.dense({name: 'fc1', units: 6, activation: 'relu', kernelInitializer: xavier({seed: 3})}),
    steppedDropout({name: 'drop1', rate: 0.5, seed: 4}),
    tfl.layers.dense({name: 'fc2', units: 2, kernelInitializer: truncatedGaussian({stddev: 0.1, seed: 5})}),
    tfl.layers.softmax({name: 'prob'}),
  ],
});
const SIDE = 19;
const pixels = Uint8Array.from(
  {length: 8 * SIDE * SIDE * 3},
  (_, i) => (i * 31 + Math.floor(i / 1083) * 17) % 256,
);
const data = alexnet.tensorSource(pixels, [0, 1, 0, 1, 0, 1, 0, 1], ['cat', 'dog'], {
  imageShape: [SIDE, SIDE, 3],
});
const preprocessing = {
  version: 1,
  inputShape: [17, 17, 3],
  resizeShorterSide: SIDE,
  channelOrder: 'rgb',
  mean: [128, 128, 128],
  scale: [1 / 64, 1 / 64, 1 / 64],
  classes: ['cat', 'dog'],
};
writeFileSync(join(out, 'preprocessing.json'), alexnet.serializePreprocessing(preprocessing));
// Steps 1 to 4 in two sittings; the second is not kept on disk, and tells where a resume has to arrive.
const options = {
  data,
  validation: data,
  preprocessing,
  batchSize: 4,
  epochs: 2,
  seed: 7,
  evaluateEvery: 2,
  checkpointEvery: 1,
  schedule: {kind: 'step', everySteps: 2, factor: 0.5},
};
const store = await CheckpointStore.open(out);
const history = await HistoryFile.open(join(out, 'history.csv'));
const controller = new AbortController();
await alexnet.train(model, {
  ...options,
  store,
  history,
  signal: controller.signal,
  onProgress: ({step}) => step === 2 && controller.abort(),
});
await history.close();
await model.save(fileSystemIO(out));
const input = tf.tensor4d(
  Float32Array.from({length: 17 * 17 * 3}, (_, i) => Math.sin(i)),
  [1, 17, 17, 3],
);
const scores = Array.from(await model.predict(input).data());
const last = await store.load('last');
const sink = {load: () => Promise.resolve(last), commit: () => Promise.resolve()};
let position = 1e6;
const memory = {
  append: () => Promise.resolve(),
  flush: () => Promise.resolve(position),
  truncate: () => Promise.resolve(),
};
await alexnet.train(model, {...options, store: sink, history: memory, resume: true});
await store.close();
const sums = {};
for (const weight of model.weights) {
  sums[weight.originalName] = (await tf.sum(tf.abs(weight.read())).data())[0];
}
writeFileSync(
  join(out, 'expected.json'),
  JSON.stringify({version: '0.1.0 of 2026-11-29', scores, sums}, null, 2) + '\n',
);
