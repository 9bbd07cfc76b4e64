/**
 * LeNets that PyTorch trained, out of a legacy file and a zip file, on every backend against the outputs that onnxruntime
 * recorded beside them: log-probabilities of the one, probabilities of the other.
 */
import {readFileSync} from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {loadWeights} from '../../src/weights/load-weights';
import {buildModel} from '../../src/models/build-model';
import type {LayerRow} from '../../src/presets/preset';
import {LENET5} from '../../src/presets/networks/lenet5';
import {describeOnBackends} from '../support/backends';
import {testData} from '../support/data';
import {largestDifference} from '../support/matchers';
import {tidyValues} from '../support/tidy-values';

const present = testData('weights', 'torch-lenet') !== undefined;

const conv = (name: string, filters: number): LayerRow => ({
  kind: 'conv',
  name,
  filters,
  kernelSize: 5,
  activation: 'relu',
});
const pool = (name: string): LayerRow => ({kind: 'maxPool', name, poolSize: 2, strides: 2});
const dense = (name: string, units: number): LayerRow => ({kind: 'dense', name, units, activation: 'relu'});
const FLATTEN: LayerRow = {kind: 'flatten', name: 'flatten'};

interface Net {
  file: string;
  size: number;
  layers: LayerRow[];
  /** The dense layer of the logits. */
  last: string;
  keys?: 'order';
  output: (logits: tf.Tensor) => tf.Tensor;
}

const NETS: Record<string, Net> = {
  'torch-legacy-format': {
    file: 'mnist_cnn.pt',
    size: 32,
    // Its arrays have the names of its modules, convnet.c1 and fc.f7, which this network does not have.
    keys: 'order',
    layers: [
      conv('c1', 6),
      pool('s2'),
      conv('c3', 16),
      pool('s4'),
      conv('c5', 120),
      FLATTEN,
      dense('f6', 84),
    ],
    last: 'f7',
    output: logits => tf.logSoftmax(logits),
  },
  'torch-lenet': {
    file: 'lenet.pth',
    size: 28,
    layers: [
      ...[conv('conv1', 6), pool('pool1'), conv('conv2', 16), pool('pool2'), FLATTEN],
      ...[dense('fc1', 120), dense('fc2', 84)],
    ],
    last: 'fc3',
    output: logits => tf.softmax(logits),
  },
};
describeOnBackends('networks of PyTorch', () => {
  it.skipIf(!present).each(Object.entries(NETS))(
    '%s: the outputs within 1e-4',
    async (folder, {file, size, layers, last, keys, output}) => {
      const model = buildModel(
        {...LENET5, layers: [...layers, {kind: 'dense', name: last, units: 'classes'}]},
        {inputShape: [size, size, 1], activation: 'linear', seed: 1},
      );
      const read = (name: string): Buffer => readFileSync(testData('weights', folder, name)!);
      const report = await loadWeights(model, read(file), {...(keys && {keys})});
      expect([report.extra, report.kept]).toEqual([[], []]);
      const pixels = Float32Array.from(read('golden.input.bin'), value => (value / 255 - 0.1307) / 0.3081);
      const expected = new Float32Array(new Uint8Array(read('golden.output.f32')).buffer);
      const actual = tidyValues(() => {
        const x = tf.tensor(pixels, [pixels.length / size ** 2, size, size, 1]);
        return output(model.predict(x) as tf.Tensor).dataSync();
      });
      model.dispose();
      expect(expected.length).toBeGreaterThanOrEqual(300);
      expect(largestDifference(actual, expected)).toBeLessThan(1e-4);
    },
  );
});
