import {describe, expect, it} from 'vitest';
import {CAFFE_MESSAGES, V1_LAYER_TYPES} from '../../../../src/formats/caffe/caffe-messages';

describe('CAFFE_MESSAGES', () => {
  it('has only fields that can be read, each number and name once', () => {
    for (const [message, rows] of Object.entries(CAFFE_MESSAGES)) {
      const fields = rows.split(', ').map(row => /^(\d+) (\w+) ([\w|]+)\*?$/.exec(row));
      expect(fields, message).not.toContain(null);
      for (const column of [1, 2]) {
        const values = fields.map(field => field![column]);
        expect(new Set(values).size, message).toBe(values.length);
      }
      const others = fields.map(field => field![3]!).filter(type => /^[A-Z]\w*$/.test(type));
      expect(Object.keys(CAFFE_MESSAGES), message).toEqual(expect.arrayContaining(others));
    }
  });

  it('reads V1 layers with the parameters of V2 layers', () => {
    const parameters = (message: string): string[] => CAFFE_MESSAGES[message]!.match(/\w+_param \w+/g)!;
    expect(parameters('Layer')).toEqual(expect.arrayContaining(parameters('V1Layer')));
  });
});

describe('V1_LAYER_TYPES', () => {
  it("stands in the order of V1LayerParameter's numbers", () => {
    expect([4, 14, 15, 17, 18, 20, 21, 25, 33, 39].map(number => V1_LAYER_TYPES[number])).toEqual([
      'Convolution',
      'InnerProduct',
      'LRN',
      'Pooling',
      'ReLU',
      'Softmax',
      'SoftmaxWithLoss',
      'Eltwise',
      'Slice',
      'Deconvolution',
    ]);
    expect(V1_LAYER_TYPES).toHaveLength(40);
  });
});
