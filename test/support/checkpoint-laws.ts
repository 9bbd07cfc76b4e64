/** Tests that every store of checkpoints of a trainer must pass. */
import {expect, it} from 'vitest';
import type {CheckpointShelf} from '../../src/trainer/run-storage';
import type {Checkpoint} from '../../src/training/checkpoint';

/** A checkpoint whose values depend on its step. */
export function checkpointOf(step: number, validationAccuracy?: number): Checkpoint {
  return {
    step,
    metrics: validationAccuracy === undefined ? {} : {validationAccuracy, validationLoss: 1},
    weights: [{name: 'w', shape: [3], data: Float32Array.of(step, step / 3, -step)}],
    optimizer: [{name: 'v', shape: [1, 2], data: Float32Array.of(1 / step, 0)}],
    state: {at: step, text: 'step,loss\n'},
  };
}

/** Tests a store that keeps the last and the one best checkpoint. `again`: the store as a later program opens it. */
export function describeCheckpointLaws(
  make: () => Promise<CheckpointShelf>,
  again: () => Promise<CheckpointShelf>,
): void {
  it('has no checkpoint before the first', async () => {
    const store = await make();
    expect([await store.list(), await store.load('last'), await store.load('best')]).toEqual([
      [],
      undefined,
      undefined,
    ]);
  });

  it('returns to a later program the last and the best, bit for bit, and keeps no others', async () => {
    const store = await make();
    for (const [step, accuracy] of [
      [1, 0.2],
      [2, 0.9],
      [3, 0.5],
      [4, undefined],
    ] as const) {
      await store.commit(checkpointOf(step, accuracy));
      expect((await store.load('last'))?.step).toBe(step);
    }
    const later = await again();
    expect(await later.load('last')).toEqual(checkpointOf(4));
    expect(await later.load('best')).toEqual(checkpointOf(2, 0.9));
    expect(await later.load(2)).toEqual(checkpointOf(2, 0.9));
    expect((await later.list()).map(({step}) => step)).toEqual([2, 4]);
  });

  it('replaces a checkpoint of the same step', async () => {
    const store = await make();
    await store.commit(checkpointOf(5));
    await store.commit(checkpointOf(5, 0.7));
    const later = await again();
    expect(await later.list()).toEqual([{step: 5, metrics: {validationAccuracy: 0.7, validationLoss: 1}}]);
    expect(await later.load('last')).toEqual(checkpointOf(5, 0.7));
  });
}
