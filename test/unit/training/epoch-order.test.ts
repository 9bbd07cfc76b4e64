import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {EpochOrder} from '../../../src/training/epoch-order';

const SEED = 42;

describe('EpochOrder', () => {
  it(`uses every image once per epoch, the rest in a smaller last batch (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.integer({min: 1, max: 60}),
        fc.integer({min: 1, max: 70}),
        fc.integer(),
        fc.nat(4),
        (count, batchSize, seed, epoch) => {
          const order = new EpochOrder({count, batchSize, seed});
          const taken: number[] = [];
          for (let i = 0; i < order.batchesPerEpoch; i++) {
            const batch = order.batch(epoch * order.batchesPerEpoch + i);
            expect([batch.epoch, batch.position]).toEqual([epoch, i]);
            expect(batch.indices.length).toBe(Math.min(batchSize, count - i * batchSize));
            taken.push(...batch.indices);
          }
          expect(taken.sort((a, b) => a - b)).toEqual(Array.from({length: count}, (_, i) => i));
        },
      ),
      {seed: SEED, numRuns: 100},
    );
  });

  it('returns the same batch whatever was requested before, and another order in each epoch', () => {
    const inOrder = new EpochOrder({count: 50, batchSize: 8, seed: 3});
    const batches = Array.from({length: 21}, (_, step) => inOrder.batch(step).indices);
    const direct = new EpochOrder({count: 50, batchSize: 8, seed: 3});
    for (const step of [20, 3, 13, 0, 14]) {
      expect(direct.batch(step).indices).toEqual(batches[step]);
    }
    expect(batches[0]).not.toEqual(batches[7]);
    expect(new EpochOrder({count: 50, batchSize: 8, seed: 4}).batch(0).indices).not.toEqual(batches[0]);
  });
});
