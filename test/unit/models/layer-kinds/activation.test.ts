import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {expectAsPlanned} from '../../../support/planned-row';

describe('activation', () => {
  it.each(['relu', 'tanh', 'sigmoid'] as const)('makes %s a layer that keeps the shape', activation => {
    const layer = expectAsPlanned({kind: 'activation', name: 'a', activation}, [4, 5, 3]);
    expect(layer.getConfig()).toMatchObject({activation});
  });
});
