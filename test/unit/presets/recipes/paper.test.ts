import {expect, it} from 'vitest';
import {PAPER} from '../../../../src/presets/recipes/paper';

it('paper has the constants of section 5', () => {
  expect(PAPER).toMatchObject({
    ...{
      preset: 'alexnet',
      batchSize: 128,
      momentum: 0.9,
      weightDecay: 0.0005,
      learningRate: 0.01,
      epochs: 90,
    },
  });
});
