import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {parseCaffeModel} from '../../../../src/formats/caffe/parse-caffe-model';
import {caffeV0Bytes} from '../../../support/caffe-bytes';
import {testData} from '../../../support/data';
import {expectAlexNetError} from '../../../support/matchers';
import {protobuf} from '../../../support/weight-bytes';

const blob = (value: number): Uint8Array =>
  protobuf(writer => {
    writer.writeBytesField(7, Uint8Array.of(10, 1, 1));
    writer.writePackedFloat(5, [value]);
  });

const v2Layer = (name: string, ...values: number[]): Uint8Array =>
  protobuf(writer => {
    writer.writeStringField(1, name);
    writer.writeStringField(2, 'Convolution');
    writer.writeStringField(3, 'data');
    writer.writeStringField(4, name);
    values.forEach(value => {
      writer.writeBytesField(7, blob(value));
    });
    writer.writeBytesField(
      6,
      protobuf(param => {
        param.writeFloatField(3, 2);
      }),
    );
    writer.writeBytesField(106, Uint8Array.of(8, 96));
  });

describe('parseCaffeModel', () => {
  it('reads layers of today, inputs and the name', () => {
    const bytes = protobuf(writer => {
      writer.writeStringField(1, 'AlexNet');
      writer.writeStringField(3, 'data');
      writer.writePackedVarint(4, [10, 3, 227, 227]);
      writer.writeBytesField(100, v2Layer('conv1', 1, 2));
    });
    expect(parseCaffeModel(bytes)).toEqual({
      format: 'caffe',
      name: 'AlexNet',
      metadata: {},
      inputs: [{name: 'data', shape: [10, 3, 227, 227]}],
      layers: [
        {
          name: 'conv1',
          type: 'Convolution',
          bottoms: ['data'],
          tops: ['conv1'],
          blobs: [
            {name: 'conv1/0', shape: [1], data: Float32Array.of(1)},
            {name: 'conv1/1', shape: [1], data: Float32Array.of(2)},
          ],
          parameters: {param: [{lr_mult: 2}], convolution_param: {num_output: 96}},
        },
      ],
      arrays: [
        {name: 'conv1/0', shape: [1], data: Float32Array.of(1)},
        {name: 'conv1/1', shape: [1], data: Float32Array.of(2)},
      ],
    });
  });

  it('reads layers of before 2015, with their rates as those of today', () => {
    const layer = protobuf(writer => {
      writer.writeStringField(2, 'data');
      writer.writeStringField(3, 'conv1');
      writer.writeStringField(4, 'conv1');
      writer.writeVarintField(5, 4);
      writer.writeBytesField(6, blob(3));
      writer.writeFloatField(7, 1);
      writer.writeFloatField(7, 2);
      writer.writeFloatField(8, 1);
      writer.writeBytesField(10, Uint8Array.of(8, 96));
    });
    const {layers, inputs} = parseCaffeModel(
      protobuf(writer => {
        writer.writeStringField(3, 'data');
        writer.writeBytesField(
          8,
          protobuf(shape => {
            shape.writePackedVarint(1, [1, 3, 8, 8]);
          }),
        );
        writer.writeBytesField(2, layer);
      }),
    );
    expect(inputs).toEqual([{name: 'data', shape: [1, 3, 8, 8]}]);
    expect(layers).toEqual([
      {
        name: 'conv1',
        type: 'Convolution',
        bottoms: ['data'],
        tops: ['conv1'],
        blobs: [{name: 'conv1/0', shape: [1], data: Float32Array.of(3)}],
        parameters: {
          convolution_param: {num_output: 96},
          param: [{lr_mult: 1, decay_mult: 1}, {lr_mult: 2}],
        },
      },
    ]);
  });

  it('reads a network of 2013, whose padding belongs to the layer behind it', () => {
    const {name, inputs, layers} = parseCaffeModel(caffeV0Bytes());
    expect([name, inputs]).toEqual(['oldest', [{name: 'data', shape: [1, 1, 4, 4]}]]);
    const [conv, product] = layers;
    expect(layers).toHaveLength(2);
    expect(conv).toMatchObject({name: 'conv1', type: 'Convolution', bottoms: ['data'], tops: ['conv1']});
    expect(conv!.parameters).toEqual({
      convolution_param: {num_output: 2, kernel_size: [3], stride: [2], pad: [1]},
      param: [
        {lr_mult: 1, decay_mult: 1},
        {lr_mult: 2, decay_mult: 0},
      ],
    });
    expect(conv!.blobs.map(blob => [blob.name, blob.shape])).toEqual([
      ['conv1/0', [2, 1, 3, 3]],
      ['conv1/1', [1, 1, 1, 2]],
    ]);
    expect(product!.parameters).toEqual({inner_product_param: {num_output: 3, bias_term: false}});
  });

  it('refuses a file without layers', async () => {
    await expectAlexNetError(() => parseCaffeModel(new Uint8Array(0)), 'bad-weights', 'no layer');
  });

  it('refuses two layers of one name that both have weights', async () => {
    const bytes = protobuf(writer => {
      writer.writeBytesField(100, v2Layer('conv1', 1));
      writer.writeBytesField(100, v2Layer('conv1', 2));
    });
    await expectAlexNetError(() => parseCaffeModel(bytes), 'bad-weights', '"conv1/0" twice');
  });

  it('stops at a million layers with nothing in them', async () => {
    const bytes = new Uint8Array(3_000_000);
    for (let i = 0; i < bytes.length; i += 3) {
      bytes.set([0xa2, 6, 0], i);
    }
    await expectAlexNetError(() => parseCaffeModel(bytes), 'bad-weights', 'far more memory');
  });

  const lenet = testData('weights', 'caffe-lenet', 'lenet_iter_10000.caffemodel');
  it.skipIf(lenet === undefined)("reads Caffe's own LeNet", () => {
    const {arrays, layers, name} = parseCaffeModel(readFileSync(lenet!));
    expect(name).toBe('LeNet');
    expect(arrays.map(array => [array.name, array.shape])).toEqual([
      ['conv1/0', [20, 1, 5, 5]],
      ['conv1/1', [20]],
      ['conv2/0', [50, 20, 5, 5]],
      ['conv2/1', [50]],
      ['ip1/0', [500, 800]],
      ['ip1/1', [500]],
      ['ip2/0', [10, 500]],
      ['ip2/1', [10]],
    ]);
    expect(layers.find(layer => layer.name === 'pool1')?.parameters.pooling_param).toEqual({
      pool: 'MAX',
      kernel_size: 2,
      stride: 2,
    });
  });

  const cifar = testData('weights', 'caffe-cifar10-quick', 'cifar10_quick_iter_4000.caffemodel');
  it.skipIf(cifar === undefined)("reads Caffe's CIFAR-10 network in the old form", () => {
    const {arrays, layers} = parseCaffeModel(readFileSync(cifar!));
    expect(arrays.map(array => array.shape).slice(0, 2)).toEqual([
      [32, 3, 5, 5],
      [1, 1, 1, 32],
    ]);
    expect(layers.map(layer => layer.type).slice(0, 4)).toEqual(['Data', 'Convolution', 'Pooling', 'ReLU']);
  });
});
