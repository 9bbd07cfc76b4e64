import {describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../support/in-process';

interface Result {
  backend: string;
  preset: string;
  batch: number;
  threads: number | null;
  forwardMs: {min: number; median: number};
  trainStepMs: {min: number; median: number};
}

const SMALL = ['bench', '--preset', 'alexnet-mini', '--batch', '2', '--rounds', '1'];

describe('alexnet bench', () => {
  it('names the backend, and reports the times of prediction and step', async () => {
    const {code, result} = await alexnetJson<Result>(...SMALL, '--backend', 'wasm', '--threads', '1');
    expect(code).toBe(0);
    expect(result).toMatchObject({backend: 'wasm', preset: 'alexnet-mini', batch: 2, threads: 1});
    for (const {min, median} of [result.forwardMs, result.trainStepMs]) {
      expect(min).toBeGreaterThan(0);
      expect(median).toBeGreaterThanOrEqual(min);
    }
  });

  it('shows people photos per second', async () => {
    const {code, stdout} = await alexnet(...SMALL, '--backend', 'wasm', '--threads', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^alexnet-mini, batch 2, on wasm, 1 thread;/);
    expect(stdout).toMatch(/\ntraining step +[\d.]+ ms +\(minimum [\d.]+; [\d.]+ photos\/s\)/);
  });

  it('refuses an unknown preset and a batch of 0 with code 2', async () => {
    const unknown = await alexnet('bench', '--preset', 'alexnet-mimi');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('alexnet-mini')]);
    const none = await alexnet('bench', '--batch', '0');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('--batch')]);
  });
});
