/**
 * Weights of other people that were refused once: they lie beside the repository, in shared/cases. Each is
 * read as the README there says.
 */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import type {NamedArray} from '../../src/core/named-array';
import {networkFromCaffe} from '../../src/definitions/caffe/network-from-caffe';
import {parseHdf5} from '../../src/formats/hdf5/parse-hdf5';
import {parseNpy} from '../../src/formats/numpy/parse-npy';
import {parseNpz} from '../../src/formats/numpy/parse-npz';
import {openModel} from '../../src/weights/open-model.node.js';
import {TEST_DATA} from '../support/data';
import {alexnet, alexnetJson} from '../support/in-process';
import {temporaryDirectory} from '../support/temporary-directory';
import {tidyValues} from '../support/tidy-values';

const CASES = resolve(TEST_DATA, '../cases');
const at = (...parts: string[]): string => join(CASES, ...parts);
const folder = temporaryDirectory();
const out = (name: string): string => join(folder, name);

interface Converted {
  classes: number;
  keys: string | null;
  extra: string[];
  assumed: string[];
}

describe.skipIf(!existsSync(CASES))('alexnet convert, of weights that belong to a preset', () => {
  it.each([
    ['dead_lenet5', 'lenet5', 'm1_32.binaryproto'],
    ['dead_cifar10-quick', 'cifar10-quick', 'm3_32.binaryproto'],
  ])('%s with a mean image', async (file, preset, mean) => {
    const {code, result} = await alexnetJson<Converted>(
      ...['convert', at('misc', `${file}.safetensors`), out(file), '--preset', preset],
      ...['--mean', at('misc', mean)],
    );
    expect(code).toBe(0);
    expect(result).toMatchObject({classes: 10, extra: []});
  });

  it('the advice of the refusal works', async () => {
    const input = ['convert', at('misc', 'dead_lenet5.safetensors'), out('lenet'), '--preset', 'lenet5'];
    const {code, stderr} = await alexnet(...input);
    expect(code).not.toBe(0);
    expect(stderr).toContain('--mean 0');
    const names = Array.from({length: 10}, (_, i) => `digit${i}`).join(',');
    const options = ['--mean', '0', '--scale', '0.0125', '--order', 'rgb', '--classes', names];
    expect((await alexnet(...input, ...options)).code).toBe(0);
  });
});

/** An array of NumPy, channels first. */
const array = (...parts: string[]): NamedArray => parseNpy(new Uint8Array(readFileSync(at(...parts))));

/** The output of the model for images in the order of Caffe, in that order. */
function outputOf(model: tfl.LayersModel, {shape, data}: NamedArray): number[] {
  return tidyValues(() => {
    const y = model.predict(tf.transpose(tf.tensor(data, shape), [0, 2, 3, 1])) as tf.Tensor;
    return [...(y.rank === 4 ? tf.transpose(y, [0, 3, 1, 2]) : y).dataSync()];
  });
}

function expectGolden(received: readonly number[], {data}: NamedArray, tolerance = 1e-4): void {
  const largest = data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const worst = received.reduce((max, value, i) => Math.max(max, Math.abs(value - data[i]!)), 0);
  expect(received).toHaveLength(data.length);
  expect(worst / largest).toBeLessThan(tolerance);
}

/** Cases with a prototxt, and what else their command line has. */
const CAFFE_CASES: Record<string, string[]> = {
  c02leaky: [],
  c03prelu: [],
  c04elu: [],
  c06power: [],
  c07absval: [],
  c11bias: [],
  c13poolmaxpadhw: [],
  c13poolnum: [],
  c14slice: [],
  c15eltcoef: [],
  c17deconv: [],
  c18reshape: [],
  c26argmax: ['--end-at', 'fc'],
  c27python: ['--end-at', 'fc'],
  c32v1num: [],
  c33v0text: [],
  c38nvbn5: [],
  c38nvgold: [],
  d07imagedata: [],
  d08dummy: [],
  d09slicepair: [],
};

describe.skipIf(!existsSync(CASES))('alexnet convert, of Caffe networks', () => {
  const convert = async (name: string, options: string[]): ReturnType<typeof alexnet> =>
    alexnet(
      'convert',
      at('caffe', `${name}.caffemodel`),
      out(name),
      '--mean',
      '0',
      '--scale',
      '1',
      ...options,
    );
  const golden = (name: string): NamedArray | undefined =>
    existsSync(at('caffe', `${name}.y.npy`)) ? array('caffe', `${name}.y.npy`) : undefined;

  it.each(Object.entries(CAFFE_CASES))('%s has the output of Caffe', async (name, options) => {
    const {code, stderr} = await convert(name, ['--prototxt', at('caffe', `${name}.prototxt`), ...options]);
    expect([code, stderr]).toEqual([0, expect.anything()]);
    const {model} = await openModel(out(name));
    // The two write the same network down in two ways.
    const source = name === 'c38nvbn5' ? 'c38nvgold' : name;
    const y = outputOf(model, array('caffe', `${source}.x.npy`));
    expect(y.every(Number.isFinite)).toBe(true);
    const expected = golden(source);
    if (expected !== undefined) {
      expectGolden(y, expected);
    }
    model.dispose();
  });

  it('d03selfsplit is read without its prototxt', async () => {
    expect((await convert('d03selfsplit', ['--graph'])).code).toBe(0);
    const {model} = await openModel(out('d03selfsplit'));
    expectGolden(outputOf(model, array('caffe', 'd03selfsplit.x.npy')), golden('d03selfsplit')!);
    model.dispose();
  });

  it('weights of layers behind the end are named', async () => {
    const {result} = await alexnetJson<Converted>(
      ...['convert', at('caffe', 'c18reshape.caffemodel'), out('cut'), '--mean', '0', '--end-at', 'r'],
      ...['--prototxt', at('caffe', 'c18reshape.prototxt')],
    );
    expect(result.extra).toEqual(['fc/0', 'fc/1']);
  });

  it('d01biasblob is refused: the definition has no place for the bias', async () => {
    const {code, stderr} = await convert('d01biasblob', ['--prototxt', at('caffe', 'd01biasblob.prototxt')]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('conv1/1')]);
  });

  it('c40fullconv has a softmax over the channels of a map', async () => {
    expect((await convert('c40fullconv', ['--prototxt', at('caffe', 'c40fullconv.prototxt')])).code).toBe(0);
    const {model} = await openModel(out('c40fullconv'));
    expectGolden(outputOf(model, array('caffe', 'c40fullconv.x.npy')), golden('c40fullconv')!);
    model.dispose();
  });

  it.each([
    ['examples_mnist_mnist_autoencoder', [28, 28, 1], [784]],
    ['examples_net_surgery_bvlc_caffenet_full_conv', undefined, [8, 8, 1000]],
    ['lenet_deploy', undefined, [10]],
    ['voc-fcn-alexnet_val', [64, 80, 3], [64, 80, 21]],
    ['voc-fcn8s_deploy', [32, 64, 3], [32, 64, 21]],
  ] as const)('%s is a network', (name, inputShape, outputShape) => {
    const text = readFileSync(at('protos', `${name}.prototxt`), 'utf8');
    const {model} = networkFromCaffe(text, inputShape === undefined ? {} : {inputShape});
    expect(model.outputs[0]!.shape.slice(1)).toEqual(outputShape);
    model.dispose();
  });
});

/** The errors in this folder that are no rounding: the input of dynamic quantization is rounded there, and not here. */
const ROUNDED: Record<string, number> = {o15qdyn: 1e-2};

describe.skipIf(!existsSync(CASES))('alexnet convert, of ONNX graphs', () => {
  const graphs = existsSync(CASES)
    ? readdirSync(at('onnx'))
        .filter(file => file.endsWith('.onnx'))
        .map(file => file.slice(0, -'.onnx'.length))
        .filter(name => existsSync(at('onnx', `${name}.y.npy`)) && name !== 'o04argmax')
    : [];

  it.each(graphs)('%s has the output of onnxruntime', async name => {
    const {code, stderr} = await alexnet(
      ...['convert', at('onnx', `${name}.onnx`), out(name), '--graph', '--mean', '0', '--scale', '1'],
    );
    expect([code, stderr]).toEqual([0, expect.anything()]);
    const {model} = await openModel(out(name));
    const x = array('onnx', `${name}.x.npy`);
    const isChannelsLast = x.shape[3] === 3;
    const y = isChannelsLast
      ? tidyValues(() => [...(model.predict(tf.tensor(x.data, x.shape)) as tf.Tensor).dataSync()])
      : outputOf(model, x);
    expectGolden(y, array('onnx', `${name}.y.npy`), ROUNDED[name]);
    model.dispose();
  });

  it.each(['/fc/Gemm', 'fc/Gemm', '/fc/Gemm_output_0', 'fc/Gemm_output_0', 'fc', '/FC/gemm'])(
    'o04argmax ends at %s in one try, as the refusal without an end says',
    async end => {
      const input = ['convert', at('onnx', 'o04argmax.onnx'), out('end'), '--graph', '--mean', '0'];
      const {stderr} = await alexnet(...input);
      expect(stderr).toContain('--end-at /fc/Gemm');
      const {code, result} = await alexnetJson<Converted>(...input, '--end-at', end);
      expect([code, result.classes]).toEqual([0, 10]);
    },
  );
});

describe.skipIf(!existsSync(CASES))('alexnet convert, of other files', () => {
  it('an index of safetensors names the file that is missing beside it', async () => {
    const {code, stderr} = await alexnet(
      'convert',
      at('misc', 'model.safetensors.index.json'),
      out('sharded'),
    );
    expect([code, stderr]).toEqual([1, expect.stringContaining('model-00001-of-00002.safetensors')]);
  });

  it('g.pb is a graph of TensorFlow, and the refusal has the line to type', async () => {
    const {code, stderr} = await alexnet('convert', at('misc', 'g.pb'), out('graph'));
    expect([code, stderr]).toEqual([1, expect.stringContaining('tf2onnx.convert --graphdef g.pb')]);
  });

  it('h02.caffemodel.h5 holds the blobs of a network', () => {
    const {arrays} = parseHdf5(new Uint8Array(readFileSync(at('misc', 'h02.caffemodel.h5'))));
    expect(arrays.map(({name, shape}) => [name, shape])).toEqual([
      ['conv1/0', [8, 3, 3, 3]],
      ['conv1/1', [8]],
    ]);
  });

  it.each(['y01guerzhoy.npy', 'y02kaffe.npy'])('%s is a dictionary of arrays', file => {
    const {arrays} = parseNpz(new Uint8Array(readFileSync(at('misc', file))));
    expect(arrays.map(({name}) => name.split('/')[0])).toEqual(['conv1', 'conv1']);
    expect(arrays.every(({data}) => data.every(Number.isFinite))).toBe(true);
  });
});
