/**
 * Reads the cases that collect.py wrote, makes a network of each with `networkFromOnnx`, and compares what it predicts.
 *
 *     node run-suite.cjs FOLDER
 *
 * Prints one line of JSON with the verdict on each case.
 */
import '@tensorflow/tfjs-backend-cpu';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {networkFromOnnx} from '../../src/definitions/onnx/network-from-onnx';
import {AlexNetError} from '../../src/errors';
import {parseOnnx} from '../../src/formats/onnx/parse-onnx';

/** A case of collect.py. */
export interface OnnxSuiteCase {
  group: string;
  name: string;
  file: string;
  operators: string[];
  /** Whether the output for one image depends on the others, or on its place in the batch. */
  joinsImages: boolean;
  inputShape: number[];
  outputShape: number[];
}

/** What became of a case. */
export interface OnnxSuiteVerdict extends OnnxSuiteCase {
  verdict: 'right' | 'wrong' | 'refused' | 'crashed';
  /** The message, or the largest difference. */
  detail: string;
}

/** Largest difference that counts as right, relative to the largest value: that of ONNX’s own runner. */
const TOLERANCE = 1e-3;

const [folder = '.'] = process.argv.slice(2);
const {cases} = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {cases: OnnxSuiteCase[]};
await tf.ready();
for (const test of cases) {
  const verdict: OnnxSuiteVerdict = {...test, ...judge(test)};
  console.log(JSON.stringify(verdict));
}

function judge(test: OnnxSuiteCase): Pick<OnnxSuiteVerdict, 'verdict' | 'detail'> {
  try {
    const difference = tf.tidy(() => differenceOf(test));
    return {verdict: difference <= TOLERANCE ? 'right' : 'wrong', detail: difference.toPrecision(3)};
  } catch (error) {
    const isRefusal = error instanceof AlexNetError && error.code !== 'bad-state';
    return {
      verdict: isRefusal ? 'refused' : 'crashed',
      detail: error instanceof Error ? error.message : String(error),
    };
  }
}

function differenceOf({file, inputShape, outputShape}: OnnxSuiteCase): number {
  const model = networkFromOnnx(parseOnnx(readFileSync(join(folder, `${file}.onnx`)))).model;
  try {
    const [, ...wanted] = model.inputs[0]?.shape ?? [];
    const x = tf.tensor(floats(`${file}.x`), inputShape);
    const [batch = 1, channels, ...sides] = inputShape;
    const isChannelsFirst = inputShape.length === 4 && wanted.join() === [...sides, channels].join();
    const image = isChannelsFirst
      ? tf.transpose(x, [0, 2, 3, 1])
      : tf.reshape(x, [batch, ...wanted.map(Number)]);
    const output = model.predict(image) as tf.Tensor;
    const y = output.rank === 4 ? tf.transpose(output, [0, 3, 1, 2]) : output;
    return largestDifference(y, floats(`${file}.y`), outputShape);
  } finally {
    model.dispose();
  }
}

function largestDifference(y: tf.Tensor, expected: Float32Array, shape: readonly number[]): number {
  const values = y.dataSync();
  const long = (sizes: readonly number[]): string => sizes.filter(size => size !== 1).join();
  if (values.length !== expected.length || long(y.shape) !== long(shape)) {
    return Infinity;
  }
  let [difference, largest] = [0, 1e-6];
  values.forEach((value, i) => {
    const wanted = expected[i] ?? 0;
    const isSame = Object.is(value, wanted) || (Number.isNaN(value) && Number.isNaN(wanted));
    difference = isSame ? difference : Math.max(difference, Math.abs(value - wanted));
    difference = Number.isNaN(difference) ? Infinity : difference;
    largest = Number.isFinite(wanted) ? Math.max(largest, Math.abs(wanted)) : largest;
  });
  return difference / largest;
}

function floats(name: string): Float32Array {
  const bytes = readFileSync(join(folder, name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
