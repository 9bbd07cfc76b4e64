import {describe, expect, it} from 'vitest';
import {ALEXNET_MINI} from '../../../src/presets/networks/alexnet-mini';
import {runOptions, type RunOptionsArgs} from '../../../src/runs/run-options.node';

const args = {
  photos: {training: {checksum: undefined}, validation: {checksum: undefined}},
  preprocessing: {preset: 'alexnet-mini', classes: ['cat', 'dog']},
  prepared: {recipe: ALEXNET_MINI.train, evaluateStart: false, frozenFeatures: undefined},
  options: {batchSize: 7},
  table: undefined,
  decoder: 'sharp',
} as unknown as RunOptionsArgs;

describe('runOptions', () => {
  it('has the constants of the recipe where no option replaces them', () => {
    const {batchSize, epochs, warmupSteps, learningRate} = runOptions(args);
    expect([batchSize, epochs, warmupSteps, learningRate]).toEqual([7, 90, 50, 0.01]);
  });

  it('identifies a network of its own by its table, and a decoder other than sharp', () => {
    expect(runOptions(args).identity).toMatchObject({preset: 'alexnet-mini', decoder: undefined});
    const own = {...args, decoder: 'wasm', table: {...ALEXNET_MINI, dropout: 0.1}};
    expect(runOptions(own).identity).toMatchObject({decoder: 'wasm'});
    expect(runOptions(own).identity?.preset).not.toBe('alexnet-mini');
  });
});
