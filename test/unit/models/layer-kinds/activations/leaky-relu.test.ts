import '@tensorflow/tfjs-backend-cpu';
import {expect, it} from 'vitest';
import {expectAsPlanned} from '../../../../support/planned-row';

it('leakyRelu makes a stock layer with the slope, of the shape of its input', () => {
  const layer = expectAsPlanned({kind: 'leakyRelu', name: 'l', alpha: 0.1}, [3, 4, 5]);
  expect(layer.getConfig().alpha).toBe(0.1);
});
