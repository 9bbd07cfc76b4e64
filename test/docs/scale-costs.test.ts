/** The costs in docs/scale.md are what their script computes, by a model that keeps the laws of its parts. */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {SETUPS, WORKLOAD} from '../../scripts/scale-costs/figures';
import {predictStep, ringMs, type Setup} from '../../scripts/scale-costs/model';
import {CHART, CHECKS, costsChart, PAGE, withCosts, type Checks} from '../../scripts/scale-costs/page';

describe('docs/scale.md', () => {
  it('has the tables and the chart that `scripts/scale-costs.ts` writes', () => {
    const page = readFileSync(PAGE, 'utf8');
    const checks = JSON.parse(readFileSync(CHECKS, 'utf8')) as Checks;
    expect(page).toBe(withCosts(page, checks));
    expect(readFileSync(CHART, 'utf8')).toBe(costsChart());
    expect(page.match(/^\| .* days|^\| .* hours/gm)).toHaveLength(SETUPS.length);
  });
});

const BASE: Setup = {
  ...{name: 'x', machines: 2, workers: 4, photosPerWorker: 10, computeMs: 90, overlap: 0.5},
  ...{decodeMs: 2, cores: 4, sharesCores: false, inputBytesPerSecond: 1e6},
  exchange: {bytesPerSecond: 1e9, latencyMs: 0},
};
const WORK = {...WORKLOAD, photoBytes: 1000, gradientBytes: 40e6};

describe('ringMs', () => {
  it('sends nothing alone, and nearly twice the bytes with many, and waits for each message', () => {
    const link = {bytesPerSecond: 1e6, latencyMs: 0};
    expect(ringMs(1, 1e6, link)).toBe(0);
    expect(ringMs(2, 1e6, link)).toBeCloseTo(1000);
    expect(ringMs(1000, 1e6, link)).toBeCloseTo(1998);
    expect(ringMs(4, 0, {...link, latencyMs: 2})).toBe(12);
  });
});

describe('predictStep', () => {
  it('is as slow as the slowest part, which it names', () => {
    // 20 photos a machine: 20 ms of network, 10 ms of decoding; 2 · 3/4 · 40 MB at 1 GB/s: 60 ms, 45 of them hidden.
    const cost = predictStep(BASE, WORK);
    expect(cost).toMatchObject({networkMs: 20, decodeMs: 10, computeMs: 90, bottleneck: 'compute'});
    expect([cost.exchangeMs, cost.exposedMs, cost.stepMs]).toEqual([60, 15, 105]);
    expect(cost.photosPerSecond).toBeCloseTo(40_000 / 105);
    const named = (change: Partial<Setup>): string => predictStep({...BASE, ...change}, WORK).bottleneck;
    expect(named({inputBytesPerSecond: 1e5})).toBe('network');
    expect(named({decodeMs: 40})).toBe('decoding');
    expect(named({exchange: {bytesPerSecond: 1e8, latencyMs: 0}})).toBe('exchange');
  });

  it('adds decoding to computing where the same processors do both', () => {
    expect(predictStep({...BASE, sharesCores: true}, WORK).stepMs).toBe(115);
  });
});
