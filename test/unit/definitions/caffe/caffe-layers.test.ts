import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {caffeReader, caffeSupported} from '../../../../src/definitions/caffe/caffe-layers';
import {networkFromCaffe} from '../../../../src/definitions/caffe/network-from-caffe';
import type {LayerRow} from '../../../../src/presets/preset';
import {expectAlexNetError} from '../../../support/matchers';

/** The rows of one layer behind an input of 8 × 8 pixels and 4 channels. */
function rowsOf(type: string, parameters = '', inputs = ['data']): readonly LayerRow[] {
  const bottoms = inputs.map(name => `bottom: "${name}"`).join(' ');
  return networkFromCaffe(
    `name: "n" input: "data" input_dim: 1 input_dim: 4 input_dim: 8 input_dim: 8
     layer { name: "l" type: "${type}" ${bottoms} top: "l" ${parameters} }`,
    {seed: 1},
  ).table.layers;
}

describe('caffeReader', () => {
  it.each<[string, string, Partial<LayerRow>[]]>([
    [
      'Convolution',
      'convolution_param { num_output: 6 kernel_size: 3 stride: 2 pad: 1 group: 2 bias_term: false }',
      [
        {
          kind: 'conv',
          name: 'l',
          filters: 'classes',
          kernelSize: 3,
          strides: 2,
          padding: 1,
          groups: 2,
          useBias: false,
        },
      ],
    ],
    [
      'Convolution',
      'convolution_param { num_output: 6 kernel_h: 1 kernel_w: 3 pad_h: 0 pad_w: 1 dilation: 2 }',
      [
        {
          kind: 'zeroPad',
          name: 'l_pad',
          padding: [
            [0, 0],
            [1, 1],
          ],
        },
        {kind: 'conv', name: 'l', filters: 'classes', kernelSize: [1, 3], dilation: 2},
      ],
    ],
    [
      'Pooling',
      'pooling_param { kernel_size: 3 stride: 2 }',
      [{kind: 'maxPool', name: 'l', poolSize: 3, strides: 2, ceilMode: true}],
    ],
    [
      'Pooling',
      'pooling_param { pool: AVE kernel_size: 3 pad: 1 round_mode: FLOOR }',
      [{kind: 'avgPool', name: 'l', poolSize: 3, strides: 1, padding: 1}],
    ],
    ['Pooling', 'pooling_param { pool: AVE global_pooling: true }', [{kind: 'globalAvgPool', name: 'l'}]],
    // Caffe's defaults: local_size 5, alpha 1, beta 0.75, k 1; alpha is divided by the window.
    ['LRN', '', [{kind: 'lrn', name: 'l', depthRadius: 2, bias: 1, alpha: 0.2, beta: 0.75}]],
    [
      'LRN',
      'lrn_param { local_size: 3 alpha: 5e-5 norm_region: WITHIN_CHANNEL }',
      [{kind: 'spatialLrn', name: 'l', size: 3, alpha: 5e-5, beta: 0.75}],
    ],
    [
      'Pooling',
      'pooling_param { kernel_size: 3 pad_h: 1 pad_w: 0 }',
      [{kind: 'maxPool', name: 'l', poolSize: 3, strides: 1, padding: [1, 0], ceilMode: true}],
    ],
    // Enums by their numbers.
    [
      'Pooling',
      'pooling_param { pool: 1 kernel_size: 2 round_mode: 1 }',
      [{kind: 'avgPool', name: 'l', poolSize: 2, strides: 1}],
    ],
    ['ReLU', 'relu_param { negative_slope: 0.1 }', [{kind: 'leakyRelu', name: 'l', alpha: 0.1}]],
    ['PReLU', '', [{kind: 'prelu', name: 'l', sharedAxes: [1, 2]}]],
    ['PReLU', 'prelu_param { channel_shared: true }', [{kind: 'prelu', name: 'l', sharedAxes: [1, 2, 3]}]],
    ['ELU', '', [{kind: 'elu', name: 'l'}]],
    [
      'Power',
      'power_param { power: 2 scale: 3 shift: -1 }',
      [{kind: 'power', name: 'l', power: 2, scale: 3, shift: -1}],
    ],
    ['ELU', 'elu_param { alpha: 2 }', [{kind: 'pointwise', function: 'elu', name: 'l', alpha: 2}]],
    ['AbsVal', '', [{kind: 'pointwise', function: 'absolute', name: 'l'}]],
    ['Bias', '', [{kind: 'scale', name: 'l', useScale: false}]],
    ['Reshape', 'reshape_param { shape { dim: 0 dim: -1 } }', [{kind: 'flatten', name: 'l'}]],
    ['Reshape', 'reshape_param { shape { dim: -1 } axis: 1 }', [{kind: 'flatten', name: 'l'}]],
    [
      'Deconvolution',
      'convolution_param { num_output: 6 kernel_size: 4 stride: 2 pad: 1 bias_term: false }',
      [
        {
          kind: 'deconv',
          name: 'l',
          filters: 6,
          kernelSize: 4,
          strides: 2,
          cropping: [
            [1, 1],
            [1, 1],
          ],
          useBias: false,
        },
      ],
    ],
    ['ReLU', '', [{kind: 'activation', name: 'l', activation: 'relu'}]],
    ['TanH', '', [{kind: 'activation', name: 'l', activation: 'tanh'}]],
    ['Dropout', 'dropout_param { dropout_ratio: 0.3 }', [{kind: 'dropout', name: 'l', rate: 0.3}]],
    ['BatchNorm', '', [{kind: 'batchNorm', name: 'l', affine: false, epsilon: 1e-5, momentum: 0.999}]],
    // Caffe's default leaves the shift out.
    ['Scale', '', [{kind: 'scale', name: 'l', useBias: false}]],
    ['Scale', 'scale_param { bias_term: true }', [{kind: 'scale', name: 'l'}]],
    ['Softmax', '', [{kind: 'softmax', name: 'l'}]],
    ['Flatten', '', [{kind: 'flatten', name: 'l'}]],
    [
      'InnerProduct',
      'inner_product_param { num_output: 5 }',
      [
        {kind: 'flatten', name: 'flatten'},
        {kind: 'dense', name: 'l', units: 'classes'},
      ],
    ],
  ])('reads %s { %s }', (type, parameters, rows) => {
    expect(rowsOf(type, parameters)).toEqual(rows);
  });

  it.each([
    ['Concat', '', {kind: 'concat', name: 'l', from: ['data', 'data']}],
    ['Eltwise', '', {kind: 'eltwise', operation: 'sum', name: 'l', from: ['data', 'data']}],
    [
      'Eltwise',
      'eltwise_param { operation: MAX }',
      {kind: 'eltwise', operation: 'max', name: 'l', from: ['data', 'data']},
    ],
  ])('joins: %s { %s }', (type, parameters, row) => {
    expect(rowsOf(type, parameters, ['data', 'data'])).toEqual([row]);
  });

  it.each([
    ['Convolution', 'convolution_param { num_output: 6 }', 'without kernel_size'],
    ['LRN', 'lrn_param { local_size: 4 }', 'an even size (4)'],
    ['Pooling', 'pooling_param { pool: STOCHASTIC kernel_size: 2 }', 'STOCHASTIC'],
    ['Pooling', 'pooling_param { kernel_size: 2 pad: 2 }', 'padding of 2'],
    ['Slice', 'slice_param { slice_point: 9 } top: "b"', 'Slice of 4 into 2'],
    ['Slice', 'slice_param { axis: 0 }', 'axis 0'],
    ['Reshape', 'reshape_param { shape { dim: 0 dim: 8 dim: 32 } }', 'Reshape of [4, 8, 8] to [8, 32]'],
    ['Deconvolution', 'convolution_param { num_output: 6 }', 'without kernel_size'],
    ['Deconvolution', 'convolution_param { num_output: 6 kernel_size: 3 axis: 2 }', 'another axis'],
    ['Crop', '', 'the size to cut it to'],
    ['Bias', 'bias_param { axis: 0 }', 'axes'],
    ['Softmax', 'softmax_param { axis: 2 }', 'axis'],
    ['Concat', 'concat_param { axis: 2 }', 'axis 2'],
    ['Eltwise', 'eltwise_param { operation: PROD coeff: 1 coeff: -1 }', 'coefficients'],
    ['Scale', 'scale_param { axis: 0 }', 'axes'],
    ['Flatten', 'flatten_param { axis: 2 }', 'some axes'],
    ['MVN', '', 'type MVN'],
    ['toString', '', 'type toString'],
  ])('refuses %s { %s } by its name', async (type, parameters, problem) => {
    await expectAlexNetError(() => rowsOf(type, parameters), 'unsupported', 'layer "l"', problem);
  });

  it('has no layer that it does not read', () => {
    const types = caffeSupported()
      .match(/types (.*), Split/)![1]!
      .split(', ');
    expect(types).toContain('SoftmaxWithLoss');
    expect(types.filter(type => caffeReader(type) === undefined)).toEqual([]);
  });
});
