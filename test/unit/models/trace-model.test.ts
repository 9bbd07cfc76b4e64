import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {traceModel} from '../../../src/models/trace-model';
import {createModel} from '../../../src/models/create-model';
import {expectAlexNetError} from '../../support/matchers';
import {smallNetwork} from '../../support/small-network';

describe('traceModel', () => {
  it('returns each layer with its inputs, its sizes and its weights', () => {
    const layers = traceModel(smallNetwork());
    expect(layers.map(({name, inputs}) => [name, ...inputs]).slice(1)).toEqual([
      ['conv1', layers[0]?.name],
      ['norm1', 'conv1'],
      ['pool1', 'norm1'],
      ['flatten', 'pool1'],
      ['drop6', 'flatten'],
      ['fc6', 'drop6'],
      ['fc7', 'fc6'],
      ['prob', 'fc7'],
    ]);
    expect(layers[1]).toMatchObject({
      type: 'GroupedConv2D',
      inputShapes: [[9, 7, 4]],
      outputShape: [9, 8, 6],
      weights: [
        {name: 'conv1/kernel', shape: [3, 2, 2, 6]},
        {name: 'conv1/bias', shape: [6]},
      ],
      config: {groups: 2, padding: 1},
    });
  });

  it('puts the branches of a fire module before what joins them', () => {
    const layers = traceModel(createModel('squeezenet1.1', {classes: 2, seed: 1}));
    const names = layers.map(({name}) => name);
    expect(layers.find(({name}) => name === 'fire2')?.inputs).toEqual(['fire2/expand1x1', 'fire2/expand3x3']);
    expect(names.indexOf('fire2')).toBeGreaterThan(names.indexOf('fire2/expand3x3'));
  });

  it('refuses a layer that is used twice, and images of an unknown size', async () => {
    const input = tfl.input({shape: [4]});
    const dense = tfl.layers.dense({name: 'twice', units: 4});
    const model = tfl.model({
      inputs: input,
      outputs: dense.apply(dense.apply(input)) as tfl.SymbolicTensor,
    });
    await expectAlexNetError(() => traceModel(model), 'unsupported', '"twice"', '2 uses', 'fix:');
    const open = tfl.sequential({
      layers: [tfl.layers.conv2d({name: 'c', inputShape: [null, null, 3], filters: 2, kernelSize: 3})],
    });
    await expectAlexNetError(() => traceModel(open), 'unsupported', 'the size of its image', '?');
  });
});
