import {describe, expect, it} from 'vitest';
import {mergeSettings} from '../../../../src/runs/settings/merge-settings';

describe('mergeSettings', () => {
  it('lets what is set above win; undefined is not set', () => {
    expect(mergeSettings({epochs: 3, seed: undefined}, {epochs: 9, seed: 4})).toEqual({epochs: 3, seed: 4});
  });

  it('leaves out below what cannot stand beside it', () => {
    expect(mergeSettings({validation: 'v'}, {validationSplit: 0.3})).toEqual({validation: 'v'});
    expect(mergeSettings({validationSplit: 0.3}, {validation: 'v'})).toEqual({validationSplit: 0.3});
    expect(mergeSettings({optimizer: 'adam'}, {momentum: 0.9, weightDecay: 1e-4, seed: 1})).toEqual({
      optimizer: 'adam',
      seed: 1,
    });
    expect(mergeSettings({optimizer: 'momentum'}, {momentum: 0.9})).toEqual({
      optimizer: 'momentum',
      momentum: 0.9,
    });
  });
});
