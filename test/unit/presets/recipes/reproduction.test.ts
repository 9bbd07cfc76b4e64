import {expect, it} from 'vitest';
import {REPRODUCTION} from '../../../../src/presets/recipes/reproduction';

it('reproduction has the batch, the rate and the evaluations of the TF-slim code', () => {
  expect(REPRODUCTION).toMatchObject({
    ...{preset: 'alexnet-one-tower', batchSize: 100, learningRate: 5e-4, evaluateEvery: 200},
  });
});
