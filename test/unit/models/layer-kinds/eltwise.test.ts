import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {makeEltwise} from '../../../../src/models/layer-kinds/eltwise';
import type {EltwiseRow} from '../../../../src/presets/layer-row';
import {expectAlexNetError} from '../../../support/matchers';
import {expectAsPlanned, planOf, SETTINGS} from '../../../support/planned-row';

const row = (operation: EltwiseRow['operation']): EltwiseRow => ({
  kind: 'eltwise',
  operation,
  name: 'j',
  from: ['a', 'b'],
});

describe('eltwise', () => {
  it.each([
    ['sum', 'Add', [4, 1]],
    ['product', 'Multiply', [3, -2]],
    ['max', 'Maximum', [3, 2]],
  ] as const)('%s is the layer %s, of the sizes that it plans', (operation, type, expected) => {
    expect(expectAsPlanned(row(operation), [4, 5, 3], [4, 5, 3]).getClassName()).toBe(type);
    const inputs = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3, -1]])];
    const y = makeEltwise(row(operation), SETTINGS).apply(inputs) as tf.Tensor;
    expect(Array.from(y.dataSync())).toEqual(expected);
    tf.dispose([inputs, y]);
  });

  it('refuses inputs of different shapes, with the shape of each', async () => {
    await expectAlexNetError(() => planOf(row('sum'), [8, 6, 4], [8, 6, 3]), 'bad-shape', '"b" [8, 6, 3]');
  });
});
