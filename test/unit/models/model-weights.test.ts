import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {readModelWeights, writeModelWeights} from '../../../src/models/model-weights';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {tinyModel} from '../../support/tiny-run';

describe('model weights', () => {
  it('have the same names in every model of the process, and pass from one to the other exactly', async () => {
    const [a, b] = [tinyModel(1), tinyModel(2)];
    const weights = await readModelWeights(a);
    expect(weights.map(({name, shape}) => [name, shape])).toEqual([
      ['conv1/kernel', [3, 3, 3, 4]],
      ['conv1/bias', [4]],
      ['fc/kernel', [36, 2]],
      ['fc/bias', [2]],
    ]);
    expect(await readModelWeights(b)).not.toEqual(weights);
    await expectNoLeak(() => {
      writeModelWeights(b, weights);
    });
    expect(await readModelWeights(b)).toEqual(weights);
    tf.dispose([a, b].flatMap(model => model.weights.map(weight => weight.read())));
  });

  it('are refused as a whole when one does not fit, with all that is wrong', async () => {
    const model = tinyModel();
    const before = await readModelWeights(model);
    const wrong = before.map(({name, shape, data}) => ({name, shape, data: data.map(() => 1)}));
    wrong[0] = {name: 'conv1/kernel', shape: [1], data: Float32Array.of(1)};
    wrong[3] = {...wrong[3]!, name: 'fc/offset'};
    const error = await expectAlexNetError(
      () => {
        writeModelWeights(model, wrong);
      },
      'bad-weights',
      'conv1/kernel is [1] where the model has [3, 3, 3, 4]',
      'fix: build the model',
    );
    expect(error.details).toHaveLength(3);
    expect(await readModelWeights(model)).toEqual(before);
    model.dispose();
  });
});
