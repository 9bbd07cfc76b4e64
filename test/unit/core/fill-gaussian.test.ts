import {describe, expect, it} from 'vitest';
import {fillGaussian, fillTruncatedGaussian, fillUniform} from '../../../src/core/fill-gaussian';
import {RandomStream} from '../../../src/core/random';

const COUNT = 1_000_000;

function sample(fill: (out: Float32Array, stream: RandomStream) => void, seed = 1): Float32Array {
  const values = new Float32Array(COUNT);
  fill(values, RandomStream.derive(seed, 'fill'));
  return values;
}

const moment = (values: Float32Array, power: number): number =>
  values.reduce((sum, value) => sum + value ** power, 0) / values.length;

/** The largest distance between the sample's distribution and the true one (Kolmogorov and Smirnov). */
function distance(values: Float32Array, distribution: (x: number) => number): number {
  const sorted = values.slice().sort();
  let largest = 0;
  sorted.forEach((value, i) => {
    const p = distribution(value);
    largest = Math.max(largest, Math.abs(p - i / COUNT), Math.abs(p - (i + 1) / COUNT));
  });
  return largest;
}

/** Φ by the series x + x³/3 + x⁵/15 + …, exact to 1e-12 for |x| ≤ 6. */
function normalDistribution(x: number): number {
  if (Math.abs(x) > 6) {
    return x > 0 ? 1 : 0;
  }
  let term = x;
  let sum = x;
  for (let i = 3; Math.abs(term) > 1e-16; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

// The distance exceeds 1.95 / √n with probability 0.001 (Kolmogorov's distribution).
const KS_BOUND = 1.95 / Math.sqrt(COUNT);

describe('fillGaussian', () => {
  const values = sample(fillGaussian);

  it('has the moments of the standard normal distribution within four standard errors', () => {
    expect(Math.abs(moment(values, 1))).toBeLessThan(4 / Math.sqrt(COUNT));
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan((4 * Math.sqrt(2)) / Math.sqrt(COUNT));
    expect(Math.abs(moment(values, 3))).toBeLessThan((4 * Math.sqrt(15)) / Math.sqrt(COUNT));
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan((4 * Math.sqrt(96)) / Math.sqrt(COUNT));
  });

  it('follows the normal distribution (Kolmogorov and Smirnov)', () => {
    expect(distance(values, normalDistribution)).toBeLessThan(KS_BOUND);
  });

  it.each([2, 3, 3.442619855899, 4])('has as many values beyond %f as the tail says', edge => {
    const expected = 2 * (1 - normalDistribution(edge)) * COUNT;
    const found = values.filter(value => Math.abs(value) > edge).length;
    expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(expected) + 1);
  });

  it('draws neighboring values that are independent', () => {
    let product = 0;
    let energies = 0;
    for (let i = 1; i < COUNT; i++) {
      product += values[i]! * values[i - 1]!;
      energies += (values[i]! ** 2 - 1) * (values[i - 1]! ** 2 - 1);
    }
    expect(Math.abs(product / COUNT)).toBeLessThan(4 / Math.sqrt(COUNT));
    expect(Math.abs(energies / COUNT)).toBeLessThan((4 * 2) / Math.sqrt(COUNT));
  });

  it('scales and shifts by stddev and mean', () => {
    const moved = sample((out, stream) => {
      fillGaussian(out, stream, 5, 0.5);
    });
    values.subarray(0, 100).forEach((value, i) => {
      expect(moved[i]).toBeCloseTo(5 + 0.5 * value, 5);
    });
  });

  it('draws the same bits for the same seed and others for another', () => {
    expect(sample(fillGaussian).subarray(0, 1000)).toEqual(values.subarray(0, 1000));
    expect(sample(fillGaussian, 2).subarray(0, 1000)).not.toEqual(values.subarray(0, 1000));
  });

  it('draws the recorded values', () => {
    // Recorded from this implementation: a change here changes every seeded model.
    expect(Array.from(values.subarray(0, 4))).toEqual([
      0.403045117855072, -1.0865815877914429, 0.9119746088981628, 0.03576730936765671,
    ]);
  });
});

describe('fillTruncatedGaussian', () => {
  const values = sample(fillTruncatedGaussian);

  it('stays within two standard deviations', () => {
    expect(values.every(value => Math.abs(value) <= 2)).toBe(true);
  });

  it('follows the normal distribution between its cuts', () => {
    const below = normalDistribution(-2);
    const kept = 1 - 2 * below;
    expect(distance(values, x => (normalDistribution(x) - below) / kept)).toBeLessThan(KS_BOUND);
  });

  it('has the variance 0.7737 of the cut distribution', () => {
    // 1 − 2·2·φ(2) / (Φ(2) − Φ(−2)), φ the density.
    expect(moment(values, 2)).toBeCloseTo(0.7737, 2);
  });
});

describe('fillUniform', () => {
  const values = sample((out, stream) => {
    fillUniform(out, stream, -3, 1);
  });

  it('spreads evenly from low to high', () => {
    expect(values.every(value => value >= -3 && value <= 1)).toBe(true);
    expect(distance(values, x => (x + 3) / 4)).toBeLessThan(KS_BOUND);
  });
});
