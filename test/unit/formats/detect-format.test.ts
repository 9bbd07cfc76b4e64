import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {detectFormat} from '../../../src/formats/detect-format';
import {testData} from '../../support/data';
import {expectAlexNetError} from '../../support/matchers';
import {goldenWeights, protobuf, safetensors, utf8, zip} from '../../support/weight-bytes';

describe('detectFormat', () => {
  it.each([
    ['dtypes.safetensors', 'safetensors'],
    ['dtypes-zip.pth', 'torch'],
    ['dtypes-legacy.pth', 'torch'],
    ['arrays.npz', 'npz'],
    ['ramp.npy', 'npz'],
    ['small.onnx', 'onnx'],
    ['external.onnx', 'onnx'],
  ])('knows %s by its content, whatever it is called', (name, format) => {
    expect(detectFormat(goldenWeights(name))).toBe(format);
    expect(detectFormat(goldenWeights(name), 'weights.caffemodel')).toBe(format);
  });

  it('knows a Caffe network and a model.json', () => {
    const layer = protobuf(writer => {
      writer.writeBytesField(100, new Uint8Array(0));
    });
    expect(detectFormat(layer)).toBe('caffe');
    expect(detectFormat(utf8(' {"weightsManifest": []}'))).toBe('tfjs');
    // Its first byte, the length, is that of "{".
    expect(detectFormat(safetensors(`{}${' '.repeat(121)}`))).toBe('safetensors');
    expect(detectFormat(zip({}))).toBe('npz');
    expect(detectFormat(zip({'config.json': utf8('{}'), 'model.weights.h5': utf8('?')}))).toBe('hdf5');
  });

  it('goes by the ending where the content says nothing', () => {
    expect(detectFormat(utf8('?'), 'x.CaffeModel')).toBe('caffe');
    expect(detectFormat(new Uint8Array(0), 'x.pt')).toBe('torch');
  });

  it.each([
    ['version https://git-lfs.github.com/spec/v1\n', 'Git LFS', 'git lfs pull'],
    ['<!DOCTYPE html><html>', 'HTML', 'download the file itself'],
    ['MATLAB 5.0 MAT-file', 'MATLAB', 'numpy.savez'],
    ['name: "AlexNet"', 'definition of Caffe', '--prototxt'],
    ['just a text', 'no weight file that is known', '.caffemodel'],
    ['', 'an empty file', '.safetensors'],
  ])('says what "%s" is', async (text, ...fragments) => {
    await expectAlexNetError(() => detectFormat(utf8(text)), 'bad-weights', ...fragments);
  });

  it('tells a mean image from a network', async () => {
    const mean = protobuf(writer => {
      writer.writeVarintField(1, 1);
      writer.writePackedFloat(5, [1]);
    });
    await expectAlexNetError(() => detectFormat(mean), 'bad-weights', 'mean image', 'parseMeanBinaryproto');
  });

  const weights = testData('weights');
  it.skipIf(weights === undefined).each([
    ['caffe-lenet/lenet_iter_10000.caffemodel', 'caffe'],
    ['caffe-cifar10-quick/cifar10_quick_iter_5000.caffemodel', 'caffe'],
    ['synthetic-mini-alexnet/mini_alexnet.caffemodel', 'caffe'],
    ['synthetic-mini-alexnet/mini_alexnet.onnx', 'onnx'],
    ['torch-lenet/lenet.onnx', 'onnx'],
    ['torch-lenet/lenet.pth', 'torch'],
    ['torch-legacy-format/mnist_cnn.pt', 'torch'],
    ['squeezenet1.1/squeezenet1_1.pth', 'torch'],
  ])('knows %s', (path, format) => {
    expect(detectFormat(readFileSync(`${weights!}/${path}`))).toBe(format);
  });
});
