import {describe, expect, it} from 'vitest';
import {readCaffeTransform} from '../../../../src/formats/caffe/caffe-transform';

const data = (body: string): string =>
  `layer { name: "data" type: "Data" top: "data" ${body} } layer { name: "r" type: "ReLU" bottom: "data" top: "r" }`;

describe('readCaffeTransform', () => {
  it('reads mean, mean file and factor of the data layer', () => {
    expect(
      readCaffeTransform(
        data(
          'transform_param { mean_value: 104 mean_value: 117 mean_value: 123 scale: 0.017 crop_size: 224 }',
        ),
      ),
    ).toEqual({mean: [104, 117, 123], scale: 0.017});
    expect(readCaffeTransform(data('transform_param { mean_file: "m.binaryproto" }'))).toEqual({
      meanFile: 'm.binaryproto',
    });
  });

  it('reads them among the parameters of the data, where they stood before 2014', () => {
    const old = 'layers { name: "data" type: DATA top: "data" data_param { scale: 0.5 mean_file: "m" } }';
    expect(readCaffeTransform(old)).toEqual({meanFile: 'm', scale: 0.5});
  });

  it('takes the data of testing, and none where there is none or nothing is said', () => {
    const phases = `
      ${data('include { phase: TRAIN } transform_param { scale: 2 }')}
      ${data('include { phase: TEST } transform_param { scale: 3 }')}`;
    expect(readCaffeTransform(phases)).toEqual({scale: 3});
    expect(readCaffeTransform(data(''))).toEqual({});
    expect(readCaffeTransform(data('transform_param { scale: 0 mean_file: "" }'))).toEqual({});
  });
});
