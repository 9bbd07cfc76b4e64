import {describe, expect, it} from 'vitest';
import {readCaffeDefinition} from '../../../../src/formats/caffe/caffe-definition';
import {upgradeV0, withoutPaddingLayers} from '../../../../src/formats/caffe/upgrade-v0';

describe('upgradeV0', () => {
  it('moves parameters into the message of their layer, under the names of today', () => {
    expect(
      upgradeV0({name: 'c', type: 'conv', num_output: 8, kernelsize: 3, biasterm: false, blobs_lr: [1, 2]}),
    ).toEqual({
      name: 'c',
      type: 'Convolution',
      blobs_lr: [1, 2],
      convolution_param: {num_output: 8, kernel_size: 3, bias_term: false},
    });
    expect(upgradeV0({type: 'data', scale: 2, cropsize: 227, batchsize: 4})).toEqual({
      type: 'Data',
      data_param: {batch_size: 4},
      transform_param: {scale: 2, crop_size: 227},
    });
  });

  it('leaves types of today alone', () => {
    expect(upgradeV0({type: 'Convolution'})).toBeUndefined();
    expect(upgradeV0({type: 'toString'})).toBeUndefined();
  });
});

describe('withoutPaddingLayers', () => {
  it('lets the layer behind pad by itself', () => {
    const {layers} = readCaffeDefinition(`
      layers { layer { name: "p" type: "padding" pad: 2 } bottom: "data" top: "p" }
      layers { layer { name: "c" type: "conv" num_output: 8 kernelsize: 5 } bottom: "p" top: "c" }`);
    expect(layers).toHaveLength(1);
    expect(layers[0]).toMatchObject({
      name: 'c',
      bottoms: ['data'],
      parameters: {convolution_param: {num_output: 8, kernel_size: 5, pad: [2]}},
    });
    expect(withoutPaddingLayers([])).toEqual([]);
  });
});
