/**
 * `alexnet convert` of networks that are no presets: from a Caffe prototxt, from an ONNX graph, from the definition in a
 * .caffemodel. The result opens like any model directory and has the recorded outputs.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {encodePng} from '../../src/drawing/encode-png';
import {openModel} from '../../src/weights/open-model.node.js';
import {testData} from '../support/data';
import {alexnet, alexnetJson} from '../support/in-process';
import {expectClose} from '../support/matchers';
import {temporaryDirectory} from '../support/temporary-directory';
import {tidyValues} from '../support/tidy-values';

const present = testData('weights', 'synthetic-mini-alexnet') !== undefined;
const path = (...parts: string[]): string => testData('weights', ...parts)!;
const bytes = (...parts: string[]): Uint8Array => new Uint8Array(readFileSync(path(...parts)));
const floats = (...parts: string[]): Float32Array => new Float32Array(bytes(...parts).slice().buffer);

const folder = temporaryDirectory();
const at = (name: string): string => join(folder, name);

interface Converted {
  preset: string | null;
  network: string;
  classes: number;
  assumed: string[];
}

function outputOf(model: tfl.LayersModel, pixels: Float32Array): Float32Array {
  const shape = model.inputs[0]!.shape.slice(1).map(Number);
  const count = pixels.length / tf.util.sizeFromShape(shape);
  return tidyValues(
    () => (model.predict(tf.tensor(pixels, [count, ...shape])) as tf.Tensor).dataSync() as Float32Array,
  );
}

describe.skipIf(!present)('alexnet convert, of networks from their own definition', () => {
  const MINI = 'synthetic-mini-alexnet';
  const LENET = ['convert', path('caffe-lenet', 'lenet_iter_10000.caffemodel')];
  const PROTOTXT = ['--prototxt', path('caffe-lenet', 'lenet.prototxt')];
  const SCALE = 0.00390625;

  it('caffe-lenet with its prototxt: has the golden output and classifies photos of digits correctly', async () => {
    const {code, result} = await alexnetJson<Converted>(
      ...[...LENET, at('lenet'), ...PROTOTXT, '--mean', '0', '--scale', String(SCALE)],
    );
    expect(code).toBe(0);
    expect(result).toMatchObject({preset: null, network: 'LeNet', classes: 10, assumed: []});
    const {model, preprocessing} = await openModel(at('lenet'));
    expect(preprocessing).toMatchObject({inputShape: [28, 28, 1], mean: [0], scale: [SCALE]});
    const digits = bytes('caffe-lenet', 'golden.input.bin');
    const expected = floats('caffe-lenet', 'golden.output.f32');
    expectClose(
      outputOf(
        model,
        Float32Array.from(digits, value => value * SCALE),
      ),
      expected,
      1e-4,
    );
    model.dispose();
    const best = (output: ArrayLike<number>, digit: number): number => {
      const scores = Array.from(output).slice(10 * digit, 10 * digit + 10);
      return scores.indexOf(Math.max(...scores));
    };
    const files: string[] = [];
    for (const digit of [0, 1, 2]) {
      const pixels = digits.slice(784 * digit, 784 * (digit + 1));
      const data = new Uint8Array(784 * 4);
      pixels.forEach((value, i) => {
        data.set([value, value, value, 255], 4 * i);
      });
      files.push(at(`${digit}.png`));
      writeFileSync(at(`${digit}.png`), await encodePng({width: 28, height: 28, data}));
    }
    const predicted = await alexnetJson<{predictions: {index: number}[]}>(
      ...['predict', '--model', at('lenet'), '--backend', 'cpu', ...files],
    );
    expect(predicted).toMatchObject({code: 0});
    expect(predicted.result.predictions.map(({index}) => index)).toEqual(
      [0, 1, 2].map(i => best(expected, i)),
    );
  });

  it('caffe-lenet alone: uses the definition in the file, and reports the missing settings', async () => {
    const {result, code} = await alexnetJson<Converted>(...LENET, at('own'), '--input-shape', '28,28,1');
    expect(code).toBe(0);
    expect(result).toMatchObject({preset: null, classes: 10});
    const {model} = await openModel(at('own'));
    const pixels = Float32Array.from(bytes('caffe-lenet', 'golden.input.bin'), value => value * SCALE);
    expectClose(outputOf(model, pixels), floats('caffe-lenet', 'golden.output.f32'), 1e-4);
    model.dispose();
    const plain = await alexnet(...LENET, at('noted'), ...PROTOTXT);
    expect(plain.code).toBe(0);
    expect(plain.stderr).toContain('the mean 0');
    expect(plain.stderr).toContain('--scale');
  });

  it('caffe-cifar10-quick with its prototxt: keeps the channel order of its training', async () => {
    const {result, code} = await alexnetJson<Converted>(
      ...['convert', path('caffe-cifar10-quick', 'cifar10_quick_iter_5000.caffemodel'), at('cifar')],
      ...['--prototxt', path('caffe-cifar10-quick', 'cifar10_quick.prototxt')],
      ...['--mean', '125.3,123,113.9', '--order', 'rgb', '--scale', '1'],
    );
    expect(code).toBe(0);
    expect(result).toMatchObject({classes: 10, assumed: []});
    const {model, preprocessing} = await openModel(at('cifar'));
    expect(preprocessing).toMatchObject({channelOrder: 'rgb', mean: [125.3, 123, 113.9].map(Math.fround)});
    expect(model.countParams()).toBe(145_578);
    model.dispose();
  });

  it.each([
    ['prototxt', ['mini_alexnet.caffemodel'], ['--prototxt', path(MINI, 'mini_alexnet.prototxt')]],
    ['ONNX graph, which no preset fits', ['mini_alexnet.onnx'], ['--order', 'bgr']],
    ['ONNX graph, asked for', ['mini_alexnet.onnx'], ['--graph', '--order', 'bgr']],
  ])(
    'synthetic-mini-alexnet from its %s, and through an ONNX file of ours again',
    async (_, file, options) => {
      const rgb = bytes(MINI, 'cat_227_rgb_hwc.u8');
      const means = [104, 117, 123];
      const pixels = Float32Array.from(rgb, (__, i) => rgb[i - (i % 3) + 2 - (i % 3)]! - means[i % 3]!);
      const mean = ['--mean', means.join(','), '--scale', '1'];
      const given = ['convert', path(MINI, ...file), at('mini.onnx'), ...options, ...mean];
      const first = await alexnetJson<Converted>(...given, '--order', 'bgr');
      expect(first.result).toMatchObject({preset: null, assumed: []});
      const second = await alexnetJson<Converted>('convert', at('mini.onnx'), at('mini'));
      expect(second).toMatchObject({code: 0, result: {preset: null, assumed: []}});
      const {model, preprocessing} = await openModel(at('mini'));
      expect(preprocessing).toMatchObject({channelOrder: 'bgr', mean: [123, 117, 104], scale: [1, 1, 1]});
      expectClose(outputOf(model, pixels), floats(MINI, 'mini_alexnet.prob.f32'), 1e-4);
      model.dispose();
    },
  );

  it('refuses options that contradict each other', async () => {
    const both = await alexnet(...LENET, at('x'), ...PROTOTXT, '--preset', 'lenet5');
    expect(both.code).toBe(2);
    expect(both.stderr).toContain('preset lenet5');
    const wrong = await alexnet('convert', path(MINI, 'mini_alexnet.onnx'), at('x'), ...PROTOTXT);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('a .caffemodel');
    const missing = await alexnet(...LENET, at('x'), '--prototxt', at('none.prototxt'));
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('none.prototxt');
    const unknown = await alexnet(...LENET, at('x'), '--preset', 'lenet5', '--order', 'bgr');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('--mean 0 for none');
  });
});
