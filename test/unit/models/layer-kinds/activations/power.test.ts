import '@tensorflow/tfjs-backend-cpu';
import {expect, it} from 'vitest';
import {expectAsPlanned} from '../../../../support/planned-row';

it('power makes a layer of the shape of its input', () => {
  const layer = expectAsPlanned({kind: 'power', name: 'p', power: 2, scale: 3, shift: -1}, [3, 4, 5]);
  expect(layer.getConfig()).toMatchObject({power: 2, scale: 3, shift: -1});
  expect(expectAsPlanned({kind: 'power', name: 'p'}, [7]).getConfig()).toMatchObject({power: 1, scale: 1});
});
