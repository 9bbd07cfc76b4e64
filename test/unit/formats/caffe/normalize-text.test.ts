import {describe, expect, it} from 'vitest';
import {normalizeText} from '../../../../src/formats/caffe/normalize-text';
import {parsePrototxt} from '../../../../src/formats/caffe/prototxt';

const normalized = (text: string): object =>
  JSON.parse(JSON.stringify(normalizeText(parsePrototxt(text), 'Layer'))) as object;

describe('normalizeText', () => {
  it('names enums that the text has by number', () => {
    expect(
      normalized(
        'pooling_param { pool: 1 } eltwise_param { operation: 2 } include { phase: 0 } include { phase: TEST }',
      ),
    ).toEqual({
      pooling_param: {pool: 'AVE'},
      eltwise_param: {operation: 'MAX'},
      include: [{phase: 'TRAIN'}, {phase: 'TEST'}],
    });
  });

  it('reads every form of a boolean', () => {
    expect(normalized('scale_param { bias_term: 1 }')).toEqual({scale_param: {bias_term: true}});
    expect(normalized('convolution_param { bias_term: 0 }')).toEqual({convolution_param: {bias_term: false}});
    expect(normalized('convolution_param { bias_term: False }')).toEqual({
      convolution_param: {bias_term: false},
    });
  });

  it('leaves other values and unknown fields as they are', () => {
    const text = {relu_param: {negative_slope: 1}, name: 'a', odd_param: {x: 1}, pooling_param: {pool: 7}};
    expect({...normalizeText(text, 'Layer')}).toMatchObject(text);
  });
});
