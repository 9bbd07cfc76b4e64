/** Runs in a page, and in Node for comparison: trains a small net on the wasm backend, and says what it found. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {useWasm, type WasmReport} from 'tfjs-alexnet/wasm';
import {RandomStream} from '../../src/core/random';
import {wasmHost} from '../../src/kernels/wasm/compiled/register-compiled';

export interface PageInput {
  threads: number;
  steps: number;
  /** Where the files of tfjs-wasm are; in Node, where this is also run, they are found. */
  wasmPath?: string;
}

export interface PageResult {
  report: WasmReport;
  isolated: boolean;
  /** Threads beside the main one that served. */
  served: number;
  losses: number[];
}

const values = (count: number, key: string): Float32Array => {
  const stream = RandomStream.derive(key);
  return Float32Array.from({length: count}, () => 2 * stream.uniform() - 1);
};

export default async function run({threads, steps, wasmPath}: PageInput): Promise<PageResult> {
  const report = await useWasm({threads, ...(wasmPath === undefined ? {} : {wasmPath})});
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({
        inputShape: [24, 24, 16],
        filters: 24,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
      }),
      tfl.layers.maxPooling2d({poolSize: 3, strides: 2}),
      tfl.layers.conv2d({filters: 32, kernelSize: 5, padding: 'same', activation: 'relu'}),
      tfl.layers.flatten(),
      tfl.layers.dense({units: 4, activation: 'softmax'}),
    ],
  });
  const weights = model.getWeights();
  model.setWeights(
    weights.map((weight, i) => tf.mul(tf.tensor(values(weight.size, `weight${i}`), weight.shape), 0.05)),
  );
  model.compile({optimizer: tf.train.momentum(0.01, 0.9), loss: 'categoricalCrossentropy'});
  const x = tf.tensor4d(values(8 * 24 * 24 * 16, 'x'), [8, 24, 24, 16]);
  const y = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1, 2, 3], 'int32'), 4);
  const served = (): number => wasmHost()?.started ?? 0;
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    losses.push((await model.trainOnBatch(x, y)) as number);
    // The threads start with the first step, once the page's own thread is let go.
    for (let wait = 0; step === 0 && wait < 2000 && served() < report.threads - 1; wait++) {
      await new Promise(next => setTimeout(next, 10));
    }
  }
  const {crossOriginIsolated: isolated = false} = globalThis as {crossOriginIsolated?: boolean};
  return {report, isolated, served: served(), losses};
}
