import {it} from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import {requireModel} from '../../../src/models/require-model';
import {expectAlexNetError} from '../../support/matchers';
import {smallNetwork} from '../../support/small-network';

it('tells a model from the object that openModel returns', async () => {
  const model = smallNetwork();
  requireModel('f', model);
  await expectAlexNetError(
    () => {
      requireModel('f', {model, preprocessing: {}});
    },
    'bad-argument',
    '{model, preprocessing}, without layers, inputs, outputs',
    'const {model} = await openModel',
  );
});
