import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ChannelMoments} from '../../../src/core/channel-moments';

/** Two passes over all pixels at once: slow and obvious. */
function direct(pixels: ArrayLike<number>, channels: number): {mean: number[]; covariance: number[][]} {
  const count = pixels.length / channels;
  const at = (p: number, c: number): number => pixels[p * channels + c]!;
  const every = (visit: (p: number) => number): number =>
    Array.from({length: count}, (_, p) => visit(p)).reduce((sum, value) => sum + value, 0) / count;
  const mean = Array.from({length: channels}, (_, c) => every(p => at(p, c)));
  const covariance = mean.map((mi, i) => mean.map((mj, j) => every(p => (at(p, i) - mi) * (at(p, j) - mj))));
  return {mean, covariance};
}

describe('ChannelMoments', () => {
  it('equals a direct computation, however the pixels are cut into blocks, as bytes and as floats', () => {
    const pixels = fc.array(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), {minLength: 1, maxLength: 40});
    fc.assert(
      fc.property(pixels, fc.nat(40), fc.boolean(), (rows, cut, asBytes) => {
        const flat = rows.flat();
        const all = asBytes ? Uint8Array.from(flat) : Float32Array.from(flat);
        const at = Math.min(cut, rows.length) * 3;
        const moments = new ChannelMoments(3).add(all.subarray(0, at));
        moments.merge(new ChannelMoments(3).add(all.subarray(at)));
        const expected = direct(flat, 3);
        expect(moments.count).toBe(rows.length);
        moments.mean.forEach((value, i) => {
          expect(value).toBeCloseTo(expected.mean[i]!, 9);
        });
        moments.covariance.flat().forEach((value, i) => {
          expect(value).toBeCloseTo(expected.covariance.flat()[i]!, 8);
        });
      }),
      {seed: 1, numRuns: 200},
    );
  });

  it('keeps its digits where the values are large and differ little', () => {
    // Summing squares would leave nothing: 1e9² has no digit left for a variance of 2/3.
    const moments = new ChannelMoments(1)
      .add([1e9])
      .add([1e9 + 1])
      .add([1e9 + 2]);
    expect(moments.covariance[0]![0]).toBeCloseTo(2 / 3, 9);
    expect(moments.stddev[0]).toBeCloseTo(Math.sqrt(2 / 3), 9);
  });

  it('finds the direction in which pixels vary', () => {
    const moments = new ChannelMoments(3).add(Uint8Array.of(0, 0, 0, 100, 100, 100, 200, 200, 200));
    const {eigenvalues, eigenvectors} = moments.principalComponents;
    // Variance of 0, 100, 200 is 20000/3; three channels add up.
    expect(eigenvalues[0]).toBeCloseTo(20_000, 6);
    expect(eigenvalues[1]).toBeCloseTo(0, 6);
    expect(eigenvalues[1]).toBeGreaterThanOrEqual(0);
    eigenvectors[0]!.forEach(value => {
      expect(value).toBeCloseTo(1 / Math.sqrt(3), 9);
    });
  });

  it('is all zeros before the first pixel', () => {
    const moments = new ChannelMoments(3).add([]);
    expect(moments.count).toBe(0);
    expect(moments.mean).toEqual([0, 0, 0]);
    expect(moments.stddev).toEqual([0, 0, 0]);
  });
});
