import {expect, it} from 'vitest';
import {describeModel} from '../../../../src/models/describe-model';
import {LENET5} from '../../../../src/presets/networks/lenet5';

it('lenet5 has the parameters of the paper but for what its notes name', () => {
  const parameters = Object.fromEntries(
    describeModel(LENET5).layers.map(layer => [layer.name, layer.parameters]),
  );
  // Section II.B: C1 156, C5 48,120, F6 10,164.
  expect(parameters).toMatchObject({c1: 156, c3: 2416, c5: 48120, f6: 10164, output: 850});
  // All maps seen by C3 instead of table I's, no coefficients in S2 and S4, a trained output: the paper says 60,000.
  expect(describeModel(LENET5).parameters - (2416 - 1516) + (12 + 32) - 850).toBe(60_000);
});
