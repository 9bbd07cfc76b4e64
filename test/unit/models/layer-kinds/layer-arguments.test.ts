import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {isOne, seedFor, sizeArg, weightArgs} from '../../../../src/models/layer-kinds/layer-arguments';
import type {InitConfig} from '../../../../src/presets/layer-row';
import {SETTINGS} from '../../../support/planned-row';

describe('sizeArg and isOne', () => {
  it('take one number or two', () => {
    expect([sizeArg(3), sizeArg([3, 1])]).toEqual([3, [3, 1]]);
    expect([isOne(), isOne([1, 1]), isOne([1, 2])]).toEqual([true, true, false]);
  });
});

describe('weightArgs', () => {
  const initOf = (kernelInit?: InitConfig): string => {
    const row = {kind: 'dense', name: 'd', units: 1} as const;
    const args = weightArgs(kernelInit === undefined ? row : {...row, kernelInit}, SETTINGS);
    return (args.kernelInitializer as {getClassName(): string}).getClassName();
  };

  it("draws by the row's initializer, else by the network's", () => {
    expect(initOf()).toBe('Xavier');
    expect(initOf({kind: 'gaussian', stddev: 0.01})).toBe('Gaussian');
    expect(initOf({kind: 'truncatedGaussian', stddev: 0.01})).toBe('TruncatedGaussian');
    expect(initOf({kind: 'msra'})).toBe('Msra');
  });

  it('penalizes kernels by half the weight decay, and not at all for 0', () => {
    const row = {kind: 'dense', name: 'd', units: 1} as const;
    const {kernelRegularizer} = weightArgs(row, {...SETTINGS, weightDecay: 0.5});
    expect((kernelRegularizer as unknown as {l2: number}).l2).toBe(0.25);
    expect(weightArgs(row, SETTINGS)).not.toHaveProperty('kernelRegularizer');
  });
});

describe('seedFor', () => {
  it('depends on seed, purpose and layer, and is open where there is no seed', () => {
    const seeds = [
      seedFor('init', 'a', 1),
      seedFor('init', 'b', 1),
      seedFor('dropout', 'a', 1),
      seedFor('init', 'a', 2),
    ];
    expect(new Set(seeds).size).toBe(4);
    expect(seedFor('init', 'a', 1)).toBe(seeds[0]);
    expect(seedFor('init', 'a', undefined)).toBeUndefined();
  });
});
