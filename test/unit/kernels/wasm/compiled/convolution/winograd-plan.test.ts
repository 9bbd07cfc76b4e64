import {describe, expect, it} from 'vitest';
import type {ConvolutionShape} from '../../../../../../src/kernels/convolution-shape';
import {planWinograd, tileGrid} from '../../../../../../src/kernels/wasm/compiled/convolution/winograd-plan';

/** The middle layers of AlexNet: 3 × 3, 'same', 13 × 13. */
const CONV3: ConvolutionShape = {
  batch: 32,
  height: 13,
  width: 13,
  channels: 256,
  outHeight: 13,
  outWidth: 13,
  filters: 384,
  kernelHeight: 3,
  kernelWidth: 3,
  strideHeight: 1,
  strideWidth: 1,
  dilationHeight: 1,
  dilationWidth: 1,
  top: 1,
  left: 1,
  groups: 1,
};

describe('planWinograd', () => {
  it('lays 13 × 13 maps two by two, which tiles of four divide', () => {
    const plan = planWinograd(CONV3);
    expect(plan?.size.name).toBe('43');
    expect(plan?.grid).toMatchObject({mosaicX: 2, mosaicY: 2, pitchX: 14, tilesX: 7, tiles: 8 * 49});
  });

  it('takes tiles of 4 for 5 × 5', () => {
    const size = {height: 27, width: 27, outHeight: 27, outWidth: 27, kernelHeight: 5, kernelWidth: 5};
    const plan = planWinograd({...CONV3, ...size, channels: 96, filters: 256, groups: 2, top: 2, left: 2});
    expect(plan?.size.name).toBe('45');
  });

  it('makes 3 × 3 at stride 1 of 11 × 11 at stride 4', () => {
    const plan = planWinograd({
      ...CONV3,
      ...{height: 227, width: 227, channels: 3, outHeight: 55, outWidth: 55, filters: 96},
      ...{kernelHeight: 11, kernelWidth: 11, strideHeight: 4, strideWidth: 4, top: 0, left: 0},
    });
    expect(plan?.size.name).toBe('53');
    expect(plan?.shape).toMatchObject({
      height: 57,
      width: 57,
      channels: 48,
      kernelHeight: 3,
      strideHeight: 1,
    });
    expect(plan?.wide?.kernelHeight).toBe(11);
  });

  it.each<[string, Partial<ConvolutionShape>]>([
    ['stride 2', {strideHeight: 2, strideWidth: 2, outHeight: 7, outWidth: 7}],
    ['dilation', {dilationHeight: 2, dilationWidth: 2, top: 2, left: 2}],
    ['channels that eight does not divide', {channels: 252}],
    ['few channels', {channels: 8, filters: 8}],
    ['one small map', {batch: 1, height: 4, width: 4, outHeight: 4, outWidth: 4}],
    ['1 × 1', {kernelHeight: 1, kernelWidth: 1, top: 0, left: 0}],
    ['7 × 7', {kernelHeight: 7, kernelWidth: 7, top: 3, left: 3}],
  ])('leaves %s to the direct method', (_, change) => {
    expect(planWinograd({...CONV3, ...change})).toBeUndefined();
  });
});

describe('tileGrid', () => {
  it('covers every pixel of the output', () => {
    const {tilesX, tilesY, tiles} = tileGrid({...CONV3, outHeight: 9, outWidth: 14}, {m: 4}, 1);
    expect([tilesY, tilesX, tiles]).toEqual([3, 4, 32 * 12]);
  });
});
