import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {traceModel} from '../../../src/models/trace-model';
import {weightSlots} from '../../../src/models/weight-slots';
import {smallNetwork} from '../../support/small-network';

describe('weightSlots', () => {
  it('knows the image behind a dense layer, dropout between them or not, and only there', () => {
    const slots = weightSlots(traceModel(smallNetwork()));
    expect(slots.map(({name, role, flattened}) => [name, role, flattened])).toEqual([
      ['conv1/kernel', 'kernel', undefined],
      ['conv1/bias', 'bias', undefined],
      ['fc6/kernel', 'kernel', [4, 4, 6]],
      ['fc6/bias', 'bias', undefined],
      ['fc7/kernel', 'kernel', undefined],
      ['fc7/bias', 'bias', undefined],
    ]);
  });

  it('tells factors, shifts, means and variances apart', () => {
    const model = tfl.sequential({
      layers: [tfl.layers.batchNormalization({name: 'bn', inputShape: [2, 2, 3]})],
    });
    expect(weightSlots(traceModel(model)).map(({role}) => role)).toEqual([
      'scale',
      'offset',
      'mean',
      'variance',
    ]);
  });

  it('knows the image behind all that keeps its order, and behind weights with one value for each of it', () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.batchNormalization({name: 'image', inputShape: [2, 2, 3]}),
        tfl.layers.flatten(),
        tfl.layers.alphaDropout({rate: 0.5}),
        tfl.layers.leakyReLU(),
        tfl.layers.batchNormalization({name: 'row'}),
        tfl.layers.dense({name: 'fc', units: 2}),
      ],
    });
    const seen = weightSlots(traceModel(model)).filter(({flattened}) => flattened !== undefined);
    expect(seen.map(({name}) => name)).toEqual([
      'row/gamma',
      'row/beta',
      'row/moving_mean',
      'row/moving_variance',
      'fc/kernel',
    ]);
  });
});
