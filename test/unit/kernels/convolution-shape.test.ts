import {describe, expect, it} from 'vitest';
import {convolutionInfo, gradientFits, isChannelsLast, shapeOf} from '../../../src/kernels/convolution-shape';

describe('shapeOf', () => {
  it('finds the output and the padding of conv2 of AlexNet', () => {
    const attrs = {strides: 1, pad: 'same' as const, groups: 2};
    expect(shapeOf([32, 27, 27, 96], [5, 5, 48, 256], attrs)).toEqual({
      ...{batch: 32, height: 27, width: 27, channels: 96, outHeight: 27, outWidth: 27, filters: 256},
      ...{kernelHeight: 5, kernelWidth: 5, strideHeight: 1, strideWidth: 1},
      ...{dilationHeight: 1, dilationWidth: 1, top: 2, left: 2, groups: 2},
    });
  });

  it('takes one group where none is named, and padding that differs from side to side', () => {
    const pad: [[number, number], [number, number], [number, number], [number, number]] = [
      [0, 0],
      [1, 2],
      [3, 0],
      [0, 0],
    ];
    const shape = shapeOf([1, 5, 6, 3], [3, 2, 3, 4], {
      strides: [2, 1],
      pad,
    });
    expect(shape).toMatchObject({groups: 1, top: 1, left: 3, outHeight: 3, outWidth: 8});
  });
});

describe('convolutionInfo', () => {
  it('counts the channels of all groups', () => {
    const info = convolutionInfo([1, 8, 8, 6], [3, 3, 2, 9], {strides: 1, pad: 'valid', groups: 3});
    expect(info).toMatchObject({inChannels: 6, outChannels: 9, outShape: [1, 6, 6, 9]});
  });
});

describe('what a kernel was given', () => {
  const tensor = (...shape: number[]) => ({dataId: {}, shape, dtype: 'float32' as const});
  const attrs = {strides: 2, pad: 'valid', inputShape: [1, 6, 7, 3]};

  it('is in the ordinary order of axes unless it names another', () => {
    expect(isChannelsLast({inputs: {}, attrs: {}})).toBe(true);
    expect(isChannelsLast({inputs: {}, attrs: {dataFormat: 'NHWC'}})).toBe(true);
    expect(isChannelsLast({inputs: {}, attrs: {dataFormat: 'NCHW'}})).toBe(false);
  });

  it('fits where the gradient has the height and the width of the output', () => {
    const fits = (height: number, width: number): boolean =>
      gradientFits({inputs: {dy: tensor(1, height, width, 4), filter: tensor(3, 3, 3, 4)}, attrs});
    expect(fits(2, 3)).toBe(true);
    expect(fits(3, 3)).toBe(false);
    expect(fits(2, 4)).toBe(false);
  });
});
