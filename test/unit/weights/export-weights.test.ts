import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {exportWeights} from '../../../src/weights/export-weights';
import {createModel} from '../../../src/models/create-model';
import {readModelWeights} from '../../../src/models/model-weights';
import {expectAlexNetError} from '../../support/matchers';
import {smallNetwork} from '../../support/small-network';

describe('exportWeights', () => {
  it('keeps names and layout unless told otherwise', async () => {
    const model = smallNetwork();
    const weights = await readModelWeights(model);
    expect(await exportWeights(model)).toEqual(weights);
    // A model returns its frozen weights last.
    model.getLayer('conv1').trainable = false;
    expect(await exportWeights(model)).toEqual(weights);
  });

  it.each([
    ['caffe', 'conv1/0', 'fc6/1'],
    ['torch', 'conv1.weight', 'fc6.bias'],
  ] as const)('writes names and layout of %s', async (keys, kernel, bias) => {
    const arrays = await exportWeights(smallNetwork(), {keys});
    expect(arrays.find(({name}) => name === kernel)?.shape).toEqual([6, 2, 3, 2]);
    expect(arrays.find(({name}) => name === bias)?.shape).toEqual([5]);
  });

  it('knows torchvision’s networks by the model’s name, and says which there are', async () => {
    const squeezenet = createModel('squeezenet1.1', {classes: 3, seed: 1});
    const names = (await exportWeights(squeezenet, {keys: 'torchvision'})).map(({name}) => name);
    expect(names).toContain('features.12.expand3x3.weight');
    expect(names).toContain('classifier.1.bias');
    await expectAlexNetError(
      () => exportWeights(smallNetwork(), {keys: 'torchvision'}),
      'bad-argument',
      '"small"',
      'alexnet-owt',
      "'own' or 'torch'",
    );
    await expectAlexNetError(
      () => exportWeights(smallNetwork(), {keys: 'torchvision', preset: 'squeezenet1.2'}),
      'bad-argument',
      'did you mean {preset: "squeezenet1.',
    );
    await expectAlexNetError(
      () => exportWeights(smallNetwork(), {keys: 'torchvision', preset: 'squeezenet1.1'}),
      'bad-argument',
      'fc6/kernel has no place',
    );
  });
});
