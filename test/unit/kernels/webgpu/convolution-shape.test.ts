import {describe, expect, it} from 'vitest';
import {shapeOf} from '../../../../src/kernels/webgpu/convolution-shape';

describe('shapeOf', () => {
  it('finds the output and the padding of conv2 of AlexNet', () => {
    const attrs = {strides: 1, pad: 'same' as const, groups: 2, inputShape: [], filterShape: []};
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
      inputShape: [],
      filterShape: [],
    });
    expect(shape).toMatchObject({groups: 1, top: 1, left: 3, outHeight: 3, outWidth: 8});
  });
});
