import {expect, it} from 'vitest';
import {describeModel} from '../../../../src/models/describe-model';
import {OVERFEAT_FAST} from '../../../../src/presets/networks/overfeat-fast';

it('overfeat-fast has the sizes of table 1 and the counts of table 3', () => {
  const {layers, parameters, multiplyAdds} = describeModel(OVERFEAT_FAST);
  const sides = Object.fromEntries(layers.map(layer => [layer.name, layer.outputShape[1]]));
  expect(sides).toMatchObject({conv1: 56, conv2: 24, conv3: 12, conv5: 12, pool5: 6});
  // Table 3: 145 million parameters, 2,810 million connections.
  expect(Math.floor(parameters / 1e6)).toBe(145);
  expect(multiplyAdds / 2.81e9).toBeCloseTo(1, 2);
  expect(OVERFEAT_FAST.train).toMatchObject({momentum: 0.6, learningRate: 0.05, weightDecay: 1e-5});
});
