import {describe, expect, it} from 'vitest';
import {
  compareCheckpoints,
  evaluationOf,
  isBetter,
  type CheckpointSummary,
} from '../../../src/training/checkpoint';

function summary(step: number, validationAccuracy?: number, validationLoss?: number): CheckpointSummary {
  return {step, metrics: {validationAccuracy, validationLoss}};
}

describe('compareCheckpoints', () => {
  it('puts the higher accuracy first, then the lower loss, then the earlier step, and the unknown last', () => {
    const order = [
      summary(1),
      summary(2, 0.5, 1),
      summary(3, 0.9, 2),
      summary(4, 0.9, 1),
      summary(5, 0.9, 1),
      summary(6, 0.9),
      summary(7, 0, 9),
      summary(8),
    ].sort(compareCheckpoints);
    expect(order.map(({step}) => step)).toEqual([4, 5, 3, 6, 2, 7, 8, 1]);
  });
});

describe('isBetter', () => {
  it('agrees with that order', () => {
    const best = {accuracy: 0.5, loss: 1};
    expect(isBetter({accuracy: 0, loss: 9}, undefined)).toBe(true);
    expect(isBetter({accuracy: 0.6, loss: 9}, best)).toBe(true);
    expect(isBetter({accuracy: 0.5, loss: 0.9}, best)).toBe(true);
    expect(isBetter({accuracy: 0.5, loss: 1}, best)).toBe(false);
    expect(isBetter({accuracy: 0.4, loss: 0}, best)).toBe(false);
  });
});

describe('evaluationOf', () => {
  it('is the evaluation of a checkpoint, undefined where there was none', () => {
    expect(evaluationOf(summary(3, 0.5, 1))).toEqual({step: 3, accuracy: 0.5, loss: 1});
    expect([evaluationOf(undefined), evaluationOf(summary(1)), evaluationOf(summary(1, 0.5))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
