import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {GroupedConv2D, groupedConv2d} from '../../../src/layers/grouped-conv2d';
import {groupedConv2d as convolve} from '../../../src/ops/grouped-conv2d';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

describeOnBackends('GroupedConv2D', () => {
  it('has a kernel over the channels of one group, and the output shape of its definition', () => {
    const layer = groupedConv2d({
      filters: 6,
      kernelSize: [3, 2],
      strides: 2,
      padding: 1,
      groups: 2,
      inputShape: [9, 8, 4],
    });
    const model = tfl.sequential({layers: [layer]});
    expect(layer.weights.map(weight => weight.shape)).toEqual([[3, 2, 2, 6], [6]]);
    // (9 + 2 − 3) / 2 + 1 = 5 rows, (8 + 2 − 2) / 2 + 1 = 5 columns.
    expect(model.outputs[0]!.shape).toEqual([null, 5, 5, 6]);
    expect((model.predict(tf.zeros([2, 9, 8, 4])) as tf.Tensor).shape).toEqual([2, 5, 5, 6]);
  });

  it('adds the bias, then applies the activation', () => {
    tf.tidy(() => {
      const layer = groupedConv2d({
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        groups: 2,
        activation: 'relu',
        biasInitializer: 'ones',
        inputShape: [4, 4, 4],
      });
      const model = tfl.sequential({layers: [layer]});
      const x = randomTensor<tf.Rank.R4>([2, 4, 4, 4], 'x');
      const [kernel] = layer.getWeights() as [tf.Tensor4D];
      const expected = tf.relu(tf.add(convolve(x, kernel, {padding: 'same', groups: 2}), 1));
      expectClose((model.predict(x) as tf.Tensor).dataSync(), expected.dataSync());
    });
  });

  it('equals the stock layer at one group, weights and all', () => {
    tf.tidy(() => {
      const args = {
        filters: 5,
        kernelSize: 3,
        strides: 2,
        padding: 'same' as const,
        activation: 'tanh' as const,
        inputShape: [6, 6, 3],
      };
      const stock = tfl.sequential({layers: [tfl.layers.conv2d(args)]});
      const ours = tfl.sequential({layers: [groupedConv2d(args)]});
      ours.setWeights(stock.getWeights());
      const x = randomTensor<tf.Rank.R4>([2, 6, 6, 3], 'x');
      expectClose((ours.predict(x) as tf.Tensor).dataSync(), (stock.predict(x) as tf.Tensor).dataSync());
    });
  });

  it('trains in stock model.fit', async () => {
    const model = tfl.sequential({
      layers: [
        groupedConv2d({
          filters: 4,
          kernelSize: 3,
          groups: 2,
          activation: 'relu',
          kernelInitializer: tfl.initializers.heNormal({seed: 1}),
          inputShape: [5, 5, 2],
        }),
        tfl.layers.flatten(),
        tfl.layers.dense({
          units: 2,
          activation: 'softmax',
          kernelInitializer: tfl.initializers.heNormal({seed: 2}),
        }),
      ],
    });
    model.compile({optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy'});
    const {history} = await model.fit(
      randomTensor([16, 5, 5, 2], 'fit'),
      tf.oneHot(
        tf.tensor1d(
          Array.from({length: 16}, (_, i) => i % 2),
          'int32',
        ),
        2,
      ),
      {epochs: 30, shuffle: false, verbose: 0},
    );
    const loss = history.loss as number[];
    expect(loss[29]).toBeLessThan(loss[0]! / 2);
  });

  it('keeps groups, numeric padding, constraint and regularizer through saving and loading', async () => {
    const model = tfl.sequential({
      layers: [
        groupedConv2d({
          filters: 4,
          kernelSize: 2,
          padding: 1,
          groups: 2,
          dilationRate: 2,
          useBias: false,
          kernelRegularizer: 'l1l2',
          kernelConstraint: 'maxNorm',
          inputShape: [5, 5, 2],
        }),
      ],
    });
    const loaded = await saveAndLoad(model);
    const x = randomTensor<tf.Rank.R4>([1, 5, 5, 2], 'save');
    expectClose(
      (loaded.predict(x) as tf.Tensor).dataSync(),
      (model.predict(x) as tf.Tensor).dataSync(),
      1e-7,
    );
    expect(loaded.layers.find(layer => layer instanceof GroupedConv2D)?.getConfig()).toMatchObject({
      groups: 2,
      padding: 1,
      useBias: false,
      dilationRate: [2, 2],
    });
  });

  it('refuses groups that do not fit, before any weight is made', async () => {
    const build = (args: Partial<Parameters<typeof groupedConv2d>[0]>) => () =>
      tfl.sequential({
        layers: [
          groupedConv2d({filters: 256, kernelSize: 5, name: 'conv2', inputShape: [27, 27, 96], ...args}),
        ],
      });
    await expectAlexNetError(build({groups: 0}), 'bad-argument', '"conv2"', 'groups = 0');
    await expectAlexNetError(build({groups: 5}), 'bad-argument', '256', 'groups = 5');
    await expectAlexNetError(
      build({groups: 64}),
      'bad-shape',
      'input channels = 96, groups = 64',
      '(1, 2, 4, 8, 16, 32)',
    );
    await expectAlexNetError(build({dataFormat: 'channelsFirst'}), 'unsupported', 'channelsFirst');
    await expectAlexNetError(build({padding: 1.5}), 'bad-argument', 'padding = 1.5');
    await expectAlexNetError(build({padding: 'sane' as 'same'}), 'bad-argument', 'did you mean "same"?');
    await expectAlexNetError(build({filters: 0}), 'bad-argument', '"conv2"', 'filters = 0');
    await expectAlexNetError(build({kernelSize: [3, 0]}), 'bad-argument', 'kernelSize = 0');
    await expectAlexNetError(build({strides: 0}), 'bad-argument', 'strides = 0');
    await expectAlexNetError(build({kernelSize: 28}), 'bad-shape', 'kernel 28 × 28', '[?, 27, 27, 96]');
  });
});

describe('the options of GroupedConv2D', () => {
  it.each([
    [{group: 2, stride: 4}, 'for "group" did you mean "groups"?; for "stride" did you mean "strides"?'],
    [{kernel_initializer: 'zeros'}, 'did you mean "kernelInitializer"?'],
    [{bias_term: false}, 'did you mean "useBias"?'],
    [{dilation: 2}, 'did you mean "dilationRate"?'],
  ])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(() => groupedConv2d({filters: 4, kernelSize: 3, ...args}), 'bad-argument', fix);
  });

  it('hold all of a saved configuration', () => {
    const config = groupedConv2d({filters: 4, kernelSize: 3, groups: 2, name: 'conv'}).getConfig();
    const copy = new GroupedConv2D(structuredClone(config) as unknown as Parameters<typeof groupedConv2d>[0]);
    expect(copy.getConfig()).toEqual(config);
  });
});
