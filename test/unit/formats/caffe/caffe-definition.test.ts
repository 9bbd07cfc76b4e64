import {describe, expect, it} from 'vitest';
import {listOf, messageOf, readCaffeDefinition} from '../../../../src/formats/caffe/caffe-definition';
import {expectAlexNetError} from '../../../support/matchers';

const V2 = `
name: "net" input: "image" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 9
layer { name: "a" type: "Convolution" bottom: "image" top: "a" }
layer { name: "train" type: "Data" top: "x" include { phase: TRAIN } }
layer { name: "test" type: "Data" top: "x" include { phase: TEST } }
layer { name: "not-test" type: "Accuracy" exclude { phase: TEST } }`;

describe('readCaffeDefinition', () => {
  it('reads inputs and the layers of one phase', () => {
    const {name, inputs, layers} = readCaffeDefinition(V2);
    expect([name, inputs]).toEqual(['net', [{name: 'image', shape: [1, 3, 8, 9]}]]);
    expect(layers.map(layer => layer.name)).toEqual(['a', 'test']);
    expect(readCaffeDefinition(V2, {phase: 'TRAIN'}).layers.map(layer => layer.name)).toEqual([
      'a',
      'train',
      'not-test',
    ]);
  });

  it('reads V1 layers, whose types are names of an enum, and the older ones that wrap a layer', () => {
    const {layers, inputs} = readCaffeDefinition(`
      input: "data" input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }
      layers { name: "ip" type: INNER_PRODUCT bottom: "data" top: "ip" }
      layers { name: "l" type: SOFTMAX_LOSS bottom: "ip" }
      layers { name: "c" type: CONVOLUTION } layers { name: "h" type: HINGE_LOSS } layers { name: "r" type: RELU }
      layers { layer { name: "old" type: "conv" } bottom: "x" top: "y" }`);
    expect(layers.map(layer => layer.type)).toEqual([
      'InnerProduct',
      'SoftmaxWithLoss',
      'Convolution',
      'HingeLoss',
      'ReLU',
      'Convolution',
    ]);
    expect(layers[5]).toMatchObject({name: 'old', bottoms: ['x'], tops: ['y']});
    expect(inputs).toEqual([{name: 'data', shape: [1, 3, 8, 8]}]);
  });

  it('says what a text without layers holds', async () => {
    await expectAlexNetError(
      () => readCaffeDefinition('net: "train_val.prototxt" base_lr: 0.01', {file: 'solver.prototxt'}),
      'bad-weights',
      'solver.prototxt',
      'net, base_lr',
    );
    await expectAlexNetError(() => readCaffeDefinition('layer: 3'), 'bad-weights', 'layer { … }');
  });
});

it('listOf and messageOf read a field however often it occurs', () => {
  expect([listOf({}, 'a'), listOf({a: 1}, 'a'), listOf({a: [1, 2]}, 'a')]).toEqual([[], [1], [1, 2]]);
  expect(listOf({}, 'toString')).toEqual([]);
  expect([messageOf({a: {b: 1}}, 'a'), messageOf({a: 1}, 'a')]).toEqual([{b: 1}, {}]);
});
