import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import type {MaxPoolRow} from '../../../../src/presets/layer-row';
import {expectAsPlanned} from '../../../support/planned-row';

describe('maxPool', () => {
  it.each<[Partial<MaxPoolRow>, string]>([
    [{}, 'MaxPooling2D'],
    [{padding: 1}, 'PaddedMaxPooling2D'],
    [{ceilMode: true}, 'CeilMaxPooling2D'],
    [{ceilMode: true, padding: 1, poolSize: [3, 2]}, 'CeilMaxPooling2D'],
  ])('makes of %o a %s of the sizes that it plans', (fields, type) => {
    const row: MaxPoolRow = {kind: 'maxPool', name: 'p', poolSize: 3, strides: 2, ...fields};
    expect(expectAsPlanned(row, [8, 6, 4]).getClassName()).toBe(type);
  });
});
