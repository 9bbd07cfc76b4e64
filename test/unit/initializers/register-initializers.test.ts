// @isolated: looks at classes before anything has registered them.
import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {registerInitializers} from '../../../src/initializers/register-initializers';

const layerNamed = (className: string): tfl.layers.Layer =>
  tfl.layers.dense({
    units: 2,
    inputShape: [3],
    kernelInitializer: {className, config: {seed: 1}} as unknown as 'zeros',
  });

describe('registerInitializers', () => {
  it('is what makes the names known: importing is not enough', () => {
    expect(() => layerNamed('Gaussian')).toThrow('Unknown initializer: Gaussian');
  });

  it.each(['Gaussian', 'TruncatedGaussian', 'Xavier', 'Msra'])(
    'makes %s known, and may be called twice',
    className => {
      registerInitializers();
      registerInitializers();
      const model = tfl.sequential({layers: [layerNamed(className)]});
      expect(model.getWeights()[0]!.shape).toEqual([3, 2]);
      expect(model.layers[0]!.getConfig().kernelInitializer).toMatchObject({className});
    },
  );
});
