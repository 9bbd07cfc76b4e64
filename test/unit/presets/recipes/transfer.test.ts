import {describeModel} from 'tfjs-alexnet';
import {PRETRAINED} from 'tfjs-alexnet/presets';
import {expect, it} from 'vitest';
import {TRANSFER} from '../../../../src/presets/recipes/transfer';

it('transfer trains the last layer of published weights, and no other', () => {
  const {preset = ''} = PRETRAINED[TRANSFER.weights ?? ''] ?? {};
  const {layers} = describeModel(preset);
  const frozen = layers.findIndex(({name}) => name === TRANSFER.freeze);
  expect(layers.slice(frozen + 1).filter(({parameters}) => parameters > 0)).toHaveLength(1);
});
