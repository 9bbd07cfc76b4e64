import {describe, expect, it} from 'vitest';
import {RandomStream} from '../../../src/core/random';
import {brightness, pickColor, rgb, shade} from '../../../src/drawing/drawn-color';

describe('drawn colors', () => {
  it('are written as in SVG, in integers', () => {
    expect(rgb([255, 127.6, 0])).toBe('rgb(255,128,0)');
  });

  it('go to black at 0, stay at 1 and go to white at 2', () => {
    expect(shade([200, 100, 40], 0)).toEqual([0, 0, 0]);
    expect(shade([200, 100, 40], 0.5)).toEqual([100, 50, 20]);
    expect(shade([200, 100, 40], 1)).toEqual([200, 100, 40]);
    expect(shade([200, 100, 40], 1.5)).toEqual([227.5, 177.5, 147.5]);
    expect(shade([200, 100, 40], 7)).toEqual([255, 255, 255]);
    expect(shade([200, 100, 40], -1)).toEqual([0, 0, 0]);
  });

  it('are as bright as Rec. 601 says: green most, blue least', () => {
    expect(brightness([255, 255, 255])).toBeCloseTo(255, 9);
    expect(brightness([0, 100, 0])).toBeCloseTo(58.7, 9);
    expect(brightness([0, 0, 100])).toBeCloseTo(11.4, 9);
  });

  it('come from the palette, moved by no more than the spread and never out of range', () => {
    const palette = [
      [0, 255, 128],
      [50, 60, 70],
    ] as const;
    const random = RandomStream.derive(1, 'colors');
    const seen = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const color = pickColor(palette, random, 10);
      const from = palette.findIndex(entry => entry.every((value, c) => Math.abs(value - color[c]!) <= 10));
      expect(color.every(value => value >= 0 && value <= 255)).toBe(true);
      seen.add(from);
    }
    expect([...seen].sort()).toEqual([0, 1]);
  });

  it('are those of the palette itself where the spread is 0', () => {
    expect(pickColor([[1, 2, 3]], RandomStream.derive(1), 0)).toEqual([1, 2, 3]);
  });
});
