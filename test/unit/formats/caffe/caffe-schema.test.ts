import {describe, expect, it} from 'vitest';
import {caffeSchema} from '../../../../src/formats/caffe/caffe-schema';

describe('caffeSchema', () => {
  it('reads the table', () => {
    const plain = {isRepeated: false, names: [], message: ''};
    expect(caffeSchema('Convolution').get(4)).toEqual({
      ...plain,
      name: 'kernel_size',
      kind: 'integer',
      isRepeated: true,
    });
    expect(caffeSchema('Convolution').get(7)).toEqual({
      ...plain,
      name: 'weight_filler',
      kind: 'message',
      message: 'Filler',
    });
    expect(caffeSchema('LRN').get(4)).toEqual({
      ...plain,
      name: 'norm_region',
      kind: 'enum',
      names: ['ACROSS_CHANNELS', 'WITHIN_CHANNEL'],
    });
    expect(caffeSchema('LRN').get(99)).toBeUndefined();
    expect(caffeSchema('LRN')).toBe(caffeSchema('LRN'));
  });
});
