/**
 * Networks from Caffe and ONNX definitions, with their weights, against the outputs of OpenCV and onnxruntime that are
 * recorded beside them: Caffe's LeNet and CIFAR-10 network (data/cifar10-quick-opencv.json, written by make_cifar10_quick.py), a
 * PyTorch LeNet in ONNX, and an AlexNet of an eighth of the width with every layer's
 * output.
 */
import {readFileSync} from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {expect, it} from 'vitest';
import {networkFromCaffe} from '../../src/definitions/caffe/network-from-caffe';
import {networkFromOnnx} from '../../src/definitions/onnx/network-from-onnx';
import {parseCaffeModel} from '../../src/formats/caffe/parse-caffe-model';
import {parseMeanBinaryproto} from '../../src/formats/caffe/parse-mean-binaryproto';
import {parseOnnx} from '../../src/formats/onnx/parse-onnx';
import {describeOnBackends} from '../support/backends';
import {testData} from '../support/data';
import {expectClose} from '../support/matchers';
import {tidyValues} from '../support/tidy-values';
import cifar from './data/cifar10-quick-opencv.json';

const present = testData('weights', 'synthetic-mini-alexnet') !== undefined;
const bytes = (...parts: string[]): Uint8Array =>
  new Uint8Array(readFileSync(testData('weights', ...parts)!));
const text = (...parts: string[]): string => readFileSync(testData('weights', ...parts)!, 'utf8');
const floats = (...parts: string[]): Float32Array => new Float32Array(bytes(...parts).slice().buffer);

function expectOutput(model: tfl.LayersModel, pixels: Float32Array, expected: Float32Array): void {
  const shape = model.inputs[0]!.shape.slice(1).map(Number);
  const count = pixels.length / tf.util.sizeFromShape(shape);
  const y = tidyValues(() => (model.predict(tf.tensor(pixels, [count, ...shape])) as tf.Tensor).dataSync());
  expect(y).toHaveLength(expected.length);
  // The outputs are probabilities: 1e-4 of the largest is 1e-4.
  expectClose(y, expected, 1e-4);
  model.dispose();
}

describeOnBackends('networks from definitions', () => {
  it.skipIf(!present)('caffe-lenet from its prototxt and .caffemodel', () => {
    const weights = parseCaffeModel(bytes('caffe-lenet', 'lenet_iter_10000.caffemodel'));
    const {model} = networkFromCaffe(text('caffe-lenet', 'lenet.prototxt'), {weights});
    const pixels = Float32Array.from(bytes('caffe-lenet', 'golden.input.bin'), value => value * 0.00390625);
    expectOutput(model, pixels, floats('caffe-lenet', 'golden.output.f32'));
  });

  it.skipIf(!present).each(['4000', '5000'] as const)(
    'caffe-cifar10-quick after %s steps, from its prototxt and .caffemodel, on pixels less a mean per channel',
    iteration => {
      const weights = parseCaffeModel(
        bytes('caffe-cifar10-quick', `cifar10_quick_iter_${iteration}.caffemodel`),
      );
      const {model} = networkFromCaffe(text('caffe-cifar10-quick', 'cifar10_quick.prototxt'), {weights});
      const pixels = Float32Array.from(
        bytes('caffe-cifar10-quick', 'golden.input.bin'),
        (value, i) => value - cifar.mean[i % 3]!,
      );
      expectOutput(model, pixels, Float32Array.from(cifar.outputs[iteration].flat()));
    },
  );

  const mean = testData('weights', 'caffe-cifar10-quick', 'mean.binaryproto');
  it.skipIf(mean === undefined)(
    'caffe-cifar10-quick has the recorded output (skipped without the mean image of its training)',
    () => {
      const weights = parseCaffeModel(bytes('caffe-cifar10-quick', 'cifar10_quick_iter_5000.caffemodel'));
      const {model} = networkFromCaffe(text('caffe-cifar10-quick', 'cifar10_quick.prototxt'), {weights});
      const {data} = parseMeanBinaryproto(bytes('caffe-cifar10-quick', 'mean.binaryproto'));
      const pixels = Float32Array.from(
        bytes('caffe-cifar10-quick', 'golden.input.bin'),
        (value, i) => value - data[(i % 3) * 1024 + Math.floor((i % 3072) / 3)]!,
      );
      expectOutput(model, pixels, floats('caffe-cifar10-quick', 'golden.output.f32'));
    },
  );

  it.skipIf(!present)('torch-lenet from its ONNX graph', () => {
    const {model} = networkFromOnnx(parseOnnx(bytes('torch-lenet', 'lenet.onnx')));
    const pixels = Float32Array.from(
      bytes('torch-lenet', 'golden.input.bin'),
      value => (value / 255 - 0.1307) / 0.3081,
    );
    expectOutput(model, pixels, floats('torch-lenet', 'golden.output.f32'));
  });

  it.skipIf(!present).each(['caffe', 'onnx'])('every layer of synthetic-mini-alexnet, from %s', kind => {
    const folder = 'synthetic-mini-alexnet';
    const options = {fuseActivations: false};
    const {model} =
      kind === 'caffe'
        ? networkFromCaffe(text(folder, 'mini_alexnet.prototxt'), {
            ...options,
            weights: parseCaffeModel(bytes(folder, 'mini_alexnet.caffemodel')),
          })
        : networkFromOnnx(parseOnnx(bytes(folder, 'mini_alexnet.onnx')), options);
    const {layers} = JSON.parse(text(folder, 'mini_alexnet.json')) as {
      layers: Record<
        string,
        {shape: number[]; samples_stride: number; samples: number[]; min: number; max: number}
      >;
    };
    // B, G, R minus Caffe's means, of an image that is stored R, G, B.
    const rgb = bytes(folder, 'cat_227_rgb_hwc.u8');
    const means = [104, 117, 123];
    const pixels = Float32Array.from(rgb, (_, i) => rgb[i - (i % 3) + 2 - (i % 3)]! - means[i % 3]!);
    const x = tf.tensor4d(pixels, [1, 227, 227, 3]);
    const names = Object.keys(layers);
    const all = tfl.model({
      inputs: model.inputs,
      outputs: names.map(name => model.getLayer(name).output as tfl.SymbolicTensor),
    });
    const outputs = tidyValues(() =>
      (all.predict(x) as tf.Tensor[]).map(y => (y.rank === 4 ? tf.transpose(y, [0, 3, 1, 2]) : y).dataSync()),
    );
    names.forEach((name, layer) => {
      const {shape, samples, samples_stride: stride, min, max} = layers[name]!;
      const y = outputs[layer]!;
      expect(y).toHaveLength(shape.reduce((product, length) => product * length, 1));
      const largest = Math.max(Math.abs(min), Math.abs(max));
      samples.forEach((sample, i) => {
        expect(Math.abs(y[i * stride]! - sample) / largest, `${name}, sample ${i}`).toBeLessThan(1e-4);
      });
      if (['norm1', 'pool1', 'norm2', 'pool5', 'fc6', 'fc8', 'prob'].includes(name)) {
        expectClose(y, floats(folder, `mini_alexnet.${name}.f32`), 1e-4);
      }
    });
    x.dispose();
    model.dispose();
  });
});
