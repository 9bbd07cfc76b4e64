// @isolated: looks at classes before anything has registered them.
import {serialization} from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {MomentumSGD} from '../../../src/optimizers/momentum-sgd';
import {registerOptimizers} from '../../../src/optimizers/register-optimizers';

it('registers the optimizer by its class name only when it is called, any number of times', () => {
  const known = serialization.SerializationMap.getMap().classNameMap;
  expect(Object.keys(known)).not.toContain('MomentumSGD');
  registerOptimizers();
  registerOptimizers();
  expect(known.MomentumSGD?.[0]).toBe(MomentumSGD);
});
