import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  fitsSlot,
  fromChannelsLast,
  shapeInLayout,
  toChannelsLast,
  type WeightSlot,
} from '../../../src/models/weight-layout';

const conv: WeightSlot = {name: 'conv/kernel', layer: 'conv', role: 'kernel', shape: [2, 3, 4, 5]};
const dense: WeightSlot = {
  name: 'fc6/kernel',
  layer: 'fc6',
  role: 'kernel',
  shape: [24, 7],
  flattened: [2, 3, 4],
};
const plain: WeightSlot = {name: 'fc7/kernel', layer: 'fc7', role: 'kernel', shape: [3, 2]};
const bias: WeightSlot = {name: 'conv/bias', layer: 'conv', role: 'bias', shape: [5]};

const counted = (slot: WeightSlot): Float32Array =>
  Float32Array.from({length: slot.shape.reduce((a, b) => a * b, 1)}, (_, i) => i);

describe('the key map', () => {
  it('has [out, in, height, width] and [out, in] for kernels where channels come first, and leaves vectors alone', () => {
    expect(shapeInLayout(conv, 'channels-first')).toEqual([5, 4, 2, 3]);
    expect(shapeInLayout(dense, 'channels-first')).toEqual([7, 24]);
    expect(shapeInLayout(bias, 'channels-first')).toEqual([5]);
    expect(shapeInLayout(conv, 'channels-last')).toEqual([2, 3, 4, 5]);
  });

  it('puts each value of a convolution where its indices say', () => {
    const there = fromChannelsLast(counted(conv), conv, 'channels-first', 'w');
    expect(there.shape).toEqual([5, 4, 2, 3]);
    for (const [h, w, i, o] of [
      [0, 0, 0, 1],
      [1, 2, 3, 4],
      [1, 0, 2, 3],
    ] as const) {
      const here = ((h * 3 + w) * 4 + i) * 5 + o;
      expect(there.data[((o * 4 + i) * 2 + h) * 3 + w]).toBe(here);
    }
  });

  it('permutes the inputs of a dense layer behind a flattened image from height, width, channels to channels, height, width', () => {
    const there = fromChannelsLast(counted(dense), dense, 'channels-first', 'w');
    for (const [h, w, c, o] of [
      [0, 1, 0, 0],
      [1, 2, 3, 6],
      [1, 0, 2, 3],
    ] as const) {
      const here = ((h * 3 + w) * 4 + c) * 7 + o;
      expect(there.data[o * 24 + (c * 2 + h) * 3 + w]).toBe(here);
    }
  });

  it('only transposes a dense layer that follows no image', () => {
    expect([...fromChannelsLast(counted(plain), plain, 'channels-first', 'w').data]).toEqual([
      0, 2, 4, 1, 3, 5,
    ]);
  });

  it('reads back what it wrote, whatever the shape', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: 1, max: 5}), {minLength: 4, maxLength: 4}), shape => {
        const [h = 1, w = 1, c = 1, o = 1] = shape;
        const slots: WeightSlot[] = [
          {...conv, shape},
          {...dense, shape: [h * w * c, o], flattened: [h, w, c]},
          {...bias, shape: [o]},
        ];
        for (const slot of slots) {
          const there = fromChannelsLast(counted(slot), slot, 'channels-first', 'w');
          expect(toChannelsLast(there.data, slot, 'channels-first')).toEqual(counted(slot));
          expect(fitsSlot(there.shape, slot, 'channels-first')).toBe(true);
        }
      }),
      {seed: 7},
    );
  });

  it('takes the four axes of old Caffe files, and no others', () => {
    expect(fitsSlot([1, 1, 7, 24], dense, 'channels-first')).toBe(true);
    expect(fitsSlot([1, 1, 1, 5], bias, 'channels-first')).toBe(true);
    expect(fitsSlot([2, 1, 7, 12], dense, 'channels-first')).toBe(false);
    expect(fitsSlot([24], dense, 'channels-first')).toBe(false);
    expect(fitsSlot([7, 24], dense, 'channels-last')).toBe(false);
  });
});
