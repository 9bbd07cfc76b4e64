import {describe, expect, it} from 'vitest';
import {stripUniqueSuffix} from '../../../src/optimizers/weight-name';

describe('stripUniqueSuffix', () => {
  it.each([
    ['conv1/kernel', 'conv1/kernel'],
    ['conv1/kernel_1', 'conv1/kernel'],
    ['conv_1/kernel', 'conv_1/kernel'],
    ['conv_1/kernel_12', 'conv_1/kernel'],
    ['block_2/conv_1/bias_3', 'block_2/conv_1/bias'],
    ['conv1_kernel', 'conv1_kernel'],
  ])('takes the number at the end off and nothing else: %s', (variableName, weightName) => {
    expect(stripUniqueSuffix(variableName)).toBe(weightName);
  });
});
