import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {createAlexNet, createModel, resolvePreset} from '../../../src/models/create-model';
import {describeModel} from '../../../src/models/describe-model';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {ALEXNET_MINI} from '../../../src/presets/networks/alexnet-mini';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

const weightsOf = (model: ReturnType<typeof createModel>): number[] =>
  tf.tidy(() => model.getWeights().flatMap(weight => [...weight.dataSync().slice(0, 50)]));

describeOnBackends('createModel', () => {
  it('starts from the same weights for the same seed, from others for another', () => {
    const [a, b, c] = [1, 1, 2].map(seed => createModel('alexnet-mini', {seed}));
    expect(weightsOf(a!)).toEqual(weightsOf(b!));
    expect(weightsOf(c!)).not.toEqual(weightsOf(a!));
    tf.dispose([a!, b!, c!].flatMap(model => model.weights.map(weight => weight.read())));
  });

  it('predicts probabilities, or with a linear end the logits of the same weights', () => {
    const softmax = createModel('alexnet-mini', {classes: 4, seed: 1});
    const linear = createModel('alexnet-mini', {classes: 4, seed: 1, activation: 'linear'});
    tf.tidy(() => {
      const x = randomTensor<tf.Rank.R4>([2, 67, 67, 3], 'photos');
      const probabilities = softmax.predict(x) as tf.Tensor;
      expectClose(tf.sum(probabilities, 1).dataSync(), [1, 1]);
      expectClose(probabilities.dataSync(), tf.softmax(linear.predict(x) as tf.Tensor).dataSync());
    });
    softmax.dispose();
    linear.dispose();
  });

  it('predicts the same after saving and loading', async () => {
    const model = createModel(ALEXNET_MINI, {seed: 3});
    const loaded = await saveAndLoad(model);
    tf.tidy(() => {
      const x = randomTensor<tf.Rank.R4>([1, 67, 67, 3], 'x');
      expectClose(
        (loaded.predict(x) as tf.Tensor).dataSync(),
        (model.predict(x) as tf.Tensor).dataSync(),
        1e-7,
      );
    });
    model.dispose();
    loaded.dispose();
  });

  it('builds a table of any kind by createModel; createAlexNet builds the kinds of presets and names the other', async () => {
    const table = {
      ...ALEXNET_MINI,
      layers: [
        {kind: 'elu', name: 'a'},
        {kind: 'globalAvgPool', name: 'b'},
      ],
    } as const;
    createModel(table, {seed: 1}).dispose();
    await expectAlexNetError(
      () => createAlexNet({preset: table as unknown as 'alexnet'}),
      'bad-argument',
      'there is no kind of layer "elu" here',
      'createModel(table)',
    );
  });

  it.each([
    [{}, '[], without id, inputShape, classes, dropout, layers, init'],
    [{classes: 2, dropout: 0.2}, '["classes","dropout"], without id, inputShape, layers, init'],
    [undefined, 'received: undefined'],
    [null, 'received: null'],
    [3, 'received: 3'],
  ])('says of %j that it is no preset, and what it lacks', async (given, received) => {
    for (const call of [createModel, describeModel]) {
      await expectAlexNetError(
        () => call(given as string),
        'bad-argument',
        'neither the name of a preset nor the table of a network',
        received,
        "createModel('alexnet', {classes: 2})",
      );
    }
  });

  it('refuses what no network has', async () => {
    await expectAlexNetError(
      () => resolvePreset('alexnet-big'),
      'bad-argument',
      '"alexnet-big"',
      'alexnet-mini',
    );
    await expectAlexNetError(() => createModel('alexnet-mini', {classes: 1}), 'bad-argument', 'classes = 1');
    await expectAlexNetError(() => createModel('alexnet-mini', {dropout: 1}), 'bad-argument', 'dropout = 1');
    await expectAlexNetError(() => createModel('alexnet-mini', {seed: -1}), 'bad-argument', 'seed = -1');
    await expectAlexNetError(
      () => createAlexNet({preset: 'alexnet-mini', clases: 2} as object),
      'bad-argument',
      'did you mean "classes"?',
    );
  });
});

// On wasm only: the cpu backend needs seconds for each step.
describeOnBackends(
  'training a model that createAlexNet made',
  () => {
    it('learns a batch by heart with the optimizer of the paper', async () => {
      const model = createAlexNet({preset: 'alexnet-mini', seed: 1, dropout: 0});
      model.compile({optimizer: momentumSGD({learningRate: 0.02}), loss: 'categoricalCrossentropy'});
      const x = randomTensor<tf.Rank.R4>([4, 67, 67, 3], 'batch');
      const y = tf.oneHot(tf.tensor1d([0, 1, 0, 1], 'int32'), 2);
      const {history} = await model.fit(x, y, {epochs: 15, batchSize: 4, shuffle: false, verbose: 0});
      const loss = history.loss as number[];
      expect(loss.at(-1)).toBeLessThan(loss[0]! / 2);
      tf.dispose([x, y]);
      model.dispose();
    });
  },
  ['wasm, compiled kernels'],
);
