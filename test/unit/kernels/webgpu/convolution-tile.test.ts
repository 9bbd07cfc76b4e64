import {describe, expect, it} from 'vitest';
import {
  constantsOf,
  loadFour,
  range,
  storeFour,
  tileOf,
  vector,
} from '../../../../src/kernels/webgpu/convolution-tile';

describe('the parts of a convolution program', () => {
  it('name the channels and filters of one group', () => {
    const sides = {batch: 1, height: 2, width: 3, outHeight: 2, outWidth: 3, kernelHeight: 1, kernelWidth: 1};
    const steps = {strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1, top: 0, left: 0};
    const constants = constantsOf({...sides, ...steps, channels: 8, filters: 12, groups: 4});
    expect(constants).toMatchObject({C: 2, O: 3, CHANNELS: 8, FILTERS: 12, GROUPS: 4, HEIGHT: 2, WIDTH: 3});
    expect(Object.values(constants)).not.toContain(undefined);
  });

  it('load and store a vector at once where rows are made of vectors', () => {
    expect(loadFour('a', 'x', 'row', 'first', 'O', 4)).toBe('let a = x[(row + first) >> 2u];');
    expect(storeFour('a', 'row', 'first', 'O', 4)).toBe('result[(row + first) >> 2u] = a;');
  });

  it('read no number beyond a row and write none', () => {
    expect(loadFour('a', 'x', 'row', 'first', 'O', 1)).toContain('x[row + min(first + 3, O - 1)]');
    const text = storeFour('a', 'row', 'first', 'O', 1);
    expect(text.match(/if \(first \+ \d < O\)/g)).toHaveLength(4);
  });

  it('split a thread index into tile, group and place in the group', () => {
    expect(tileOf('O', 8)).toContain('(O + 7) / 8');
    expect(vector(range(4).map(String))).toBe('vec4<f32>(0, 1, 2, 3)');
  });
});
