import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {expect, it} from 'vitest';
import {groupedConv2dTranspose} from '../../../src/layers/grouped-conv2d-transpose';
import {transposedConv2d} from '../../../src/ops/transposed-conv2d';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

const ARGS = {
  filters: 6,
  kernelSize: [3, 2],
  strides: 2,
  dilationRate: [2, 1],
  groups: 2,
  cropping: [
    [1, 0],
    [0, -1],
  ],
  activation: 'relu',
  biasInitializer: 'ones',
} as const;
const args = (): Parameters<typeof groupedConv2dTranspose>[0] => ({
  ...ARGS,
  kernelSize: [3, 2],
  dilationRate: [2, 1],
});

describeOnBackends('GroupedConv2DTranspose', () => {
  it('adds the bias to the output of the op, then applies the activation; a saved model does the same', async () => {
    const layer = groupedConv2dTranspose({...args(), inputShape: [4, 3, 4]});
    const model = tfl.sequential({layers: [layer]});
    expect(layer.weights.map(({shape}) => shape)).toEqual([[3, 2, 3, 4], [6]]);
    // 4 · 2 + (5 − 2) − 1 rows, 3 · 2 + 1 columns.
    expect(model.outputs[0]!.shape).toEqual([null, 10, 7, 6]);
    const x = randomTensor<tf.Rank.R4>([2, 4, 3, 4], 'x');
    const [kernel] = layer.getWeights() as [tf.Tensor4D];
    const options = {strides: 2, dilations: [2, 1] as const, groups: 2, cropping: ARGS.cropping};
    const y = (model.predict(x) as tf.Tensor).dataSync();
    expectClose(y, tf.relu(tf.add(transposedConv2d(x, kernel, options), 1)).dataSync(), 1e-6);
    const loaded = await saveAndLoad(model);
    expect([...(loaded.predict(x) as tf.Tensor).dataSync()]).toEqual([...y]);
    model.dispose();
    loaded.dispose();
  });

  it('equals the stock layer at one group, weights and all', () => {
    const stock = tfl.layers.conv2dTranspose({filters: 5, kernelSize: 2, strides: 3, inputShape: [3, 4, 2]});
    const ours = groupedConv2dTranspose({filters: 5, kernelSize: 2, strides: 3, inputShape: [3, 4, 2]});
    const [one, other] = [stock, ours].map(layer => tfl.sequential({layers: [layer]}));
    other!.setWeights(one!.getWeights());
    const x = randomTensor<tf.Rank.R4>([2, 3, 4, 2], 'x');
    expect(other!.outputs[0]!.shape).toEqual(one!.outputs[0]!.shape);
    expectClose((other!.predict(x) as tf.Tensor).dataSync(), (one!.predict(x) as tf.Tensor).dataSync(), 1e-6);
  });
});

it('refuses what it cannot do, in words', async () => {
  await expectAlexNetError(
    () => groupedConv2dTranspose({...args(), groups: 4}),
    'bad-argument',
    'groups = 4',
  );
  const cut = groupedConv2dTranspose({
    filters: 1,
    kernelSize: 1,
    cropping: [
      [2, 2],
      [0, 0],
    ],
  });
  await expectAlexNetError(() => cut.apply(tf.zeros([1, 4, 4, 1])), 'bad-shape', 'cut fewer pixels off');
  await expectAlexNetError(
    () => groupedConv2dTranspose({filters: 1, kernelSize: 1, group: 2} as never),
    'bad-argument',
    'groups',
  );
});
