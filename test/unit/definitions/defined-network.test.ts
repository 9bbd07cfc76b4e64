import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {finishNetwork} from '../../../src/definitions/defined-network';
import {describeModel} from '../../../src/models/describe-model';
import {vector} from '../../../src/models/layer-forms/defined-weight';
import {NetworkRows} from '../../../src/definitions/network-rows';
import type {NetworkValue} from '../../../src/models/layer-forms/network-value';
import {expectAlexNetError} from '../../support/matchers';

function rowsAndEnd(): {rows: NetworkRows; end: NetworkValue} {
  const rows = new NetworkRows('here');
  const image = rows.add('conv', {kind: 'conv', filters: 5, kernelSize: 1}, [rows.input([2, 2, 1])]);
  const pooled = rows.add('pool', {kind: 'globalAvgPool'}, [image]);
  return {rows, end: rows.add('prob', {kind: 'softmax'}, [pooled])};
}
const ends = (): undefined => undefined;

describe('finishNetwork', () => {
  it('makes a table whose last layer with weights has one output per class, and the model of it', () => {
    const {rows} = rowsAndEnd();
    const {table, model} = finishNetwork({
      where: 'here',
      id: 'n',
      rows,
      weights: [],
      ends,
      arrays: undefined,
      options: {seed: 1},
    });
    expect(table).toMatchObject({id: 'n', inputShape: [2, 2, 1], classes: 5});
    expect(table.layers[0]).toMatchObject({name: 'conv', filters: 'classes'});
    expect(describeModel(table)).toEqual(describeModel(model));
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
    model.dispose();
  });

  it('takes an end by its name in the definition, too', () => {
    const {rows} = rowsAndEnd();
    const {model} = finishNetwork({
      where: 'here',
      id: 'n',
      rows,
      weights: [],
      ends: name => (name === 'blob' ? rows.valueOf('conv') : undefined),
      arrays: undefined,
      options: {output: 'blob'},
    });
    expect(model.outputs[0]!.shape).toEqual([null, 2, 2, 5]);
    model.dispose();
  });

  it('reports weights that are missing', async () => {
    const {rows} = rowsAndEnd();
    await expectAlexNetError(
      () =>
        finishNetwork({
          where: 'here',
          id: 'n',
          rows,
          weights: [vector('conv/bias', 'b', 5)],
          ends,
          arrays: [],
          options: {},
        }),
      'bad-weights',
      'b (conv/bias) is missing',
    );
  });
});
