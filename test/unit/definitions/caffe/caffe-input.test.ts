import {describe, expect, it} from 'vitest';
import {caffeInput, type CaffeInput} from '../../../../src/definitions/caffe/caffe-input';
import {readCaffeDefinition} from '../../../../src/formats/caffe/caffe-definition';
import {caffeModel} from '../../../support/caffe-model';
import {expectAlexNetError} from '../../../support/matchers';

const CONV = 'layer { name: "c" type: "Convolution" bottom: "data" top: "c" }';
const inputOf = (text: string, channels?: number): CaffeInput =>
  caffeInput(
    readCaffeDefinition(`${text} ${CONV}`),
    channels === undefined
      ? undefined
      : caffeModel([{name: 'c', type: 'Convolution', shapes: [[4, channels, 1, 1]]}]),
    'here',
  );
const data = (type: string, parameters: string, more = ''): string =>
  `layer { name: "d" type: "${type}" top: "data" top: "label" ${parameters} ${more} }`;

describe('caffeInput', () => {
  it.each<[string, number[] | undefined]>([
    ['input: "data" input_dim: 2 input_dim: 3 input_dim: 8 input_dim: 9', [8, 9, 3]],
    [data('Input', 'input_param { shape { dim: 1 dim: 1 dim: 4 dim: 5 } }'), [4, 5, 1]],
    [data('DummyData', 'dummy_data_param { shape { dim: 1 dim: 3 dim: 4 dim: 5 } }'), [4, 5, 3]],
    [data('DummyData', 'dummy_data_param { num: 1 channels: 2 height: 4 width: 5 }'), [4, 5, 2]],
    [data('MemoryData', 'memory_data_param { batch_size: 1 channels: 3 height: 4 width: 5 }'), [4, 5, 3]],
    [data('Data', 'transform_param { crop_size: 7 }'), [7, 7, 3]],
    [data('Data', 'transform_param { crop_size: 7 force_gray: true }'), [7, 7, 1]],
    [data('ImageData', 'image_data_param { new_height: 6 new_width: 7 }'), [6, 7, 3]],
    [data('ImageData', 'image_data_param { new_height: 6 new_width: 7 is_color: false }'), [6, 7, 1]],
    [data('ImageData', 'image_data_param { new_height: 9 new_width: 9 crop_size: 7 }'), [7, 7, 3]],
    [data('WindowData', 'window_data_param { crop_size: 5 }'), [5, 5, 3]],
    [data('Python', ''), undefined],
  ])('finds the size in %s', (text, shape) => {
    expect(inputOf(text)).toMatchObject({blob: 'data'});
    expect(inputOf(text).shape).toEqual(shape);
    expect(inputOf(text).sides).toContain('label');
  });

  it('takes the number of channels from the weights where the definition has none', () => {
    expect(inputOf(data('Data', 'transform_param { crop_size: 7 }'), 1).shape).toEqual([7, 7, 1]);
    const declared = 'input: "data" input_dim: 2 input_dim: 3 input_dim: 8 input_dim: 9';
    expect(inputOf(declared, 1).shape).toEqual([8, 9, 3]);
  });

  it('finds the size in a data layer of another phase or stage', () => {
    const parameters = 'transform_param { crop_size: 7 }';
    expect(inputOf(data('Data', parameters, 'include { phase: TRAIN }')).shape).toEqual([7, 7, 3]);
    expect(inputOf(data('Data', parameters, 'include { stage: "a" }')).shape).toEqual([7, 7, 3]);
  });

  it('is the image of a pair that the network uses, or the pair where it uses both', () => {
    const pair = `
      layer { name: "d" type: "Data" top: "pair" top: "similar" transform_param { crop_size: 7 } }
      layer { name: "s" type: "Slice" bottom: "pair" top: "data" top: "p" slice_param { slice_point: 1 } }`;
    expect(inputOf(pair)).toMatchObject({blob: 'data', shape: [7, 7, 1], layers: ['d', 's']});
    const both = `${pair} layer { name: "e" type: "Convolution" bottom: "p" top: "e" }`;
    expect(inputOf(both)).toMatchObject({blob: 'pair', shape: [7, 7, 2], layers: ['d']});
  });

  it('is one, and others count only where they are needed', async () => {
    const text = 'input: "data" input: "b"';
    await expectAlexNetError(() => inputOf(text), 'unsupported', '2 inputs', '"data", "b"');
    expect(caffeInput(readCaffeDefinition(`${text} ${CONV}`), undefined, 'here', true).blob).toBe('data');
  });
});
