import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {expect, it} from 'vitest';
import {groupedConv1d} from '../../../src/layers/grouped-conv1d';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose} from '../../support/matchers';
import {saveAndLoad} from '../../support/save-and-load';

/**
 * torch 2.15.0, float64: x = sin(0 … 55) [2, 4, 7], w = cos(0 … 35) [6, 2, 3], y = conv1d(x, w, stride=2, padding=1,
 * dilation=2, groups=2), and the gradient of Σ cos(i) · y[i] by w.
 */
const TORCH = {
  y: [
    -0.405084, 0.540705, 0.512315, -0.218696, 0.606533, 0.358461, -0.014887, 0.624046, 0.176052, 0.741987,
    0.044095, -0.753159, 0.708566, -0.27628, -0.728735, 0.618701, -0.574646, -0.646259, 0.541915, -0.298552,
    -0.644224, 0.391957, -0.429031, -0.529343, 0.210777, -0.525333, -0.372294, -0.738484, -0.202652, 0.702405,
    -0.759482, 0.115461, 0.733083, -0.71998, 0.424377, 0.705363,
  ],
  kernelGradient: [
    -0.425096, 0.887135, 0.344836, -0.098688, 0.860916, 0.098461, 0.368901, -0.962575, -0.291482, 0.032819,
    -0.926218, -0.018109, -0.305322, 1.018749, 0.232295, 0.033707, 0.972983, -0.062605, -0.385746, -0.453683,
    0.382666, -0.482072, 0.316207, 0.43492, 0.407627, 0.449967, -0.430983, 0.451204, -0.32908, -0.431154,
    -0.421349, -0.437245, 0.470673, -0.411306, 0.335366, 0.418758,
  ],
};
const formula = (f: (i: number) => number, shape: [number, number, number]): tf.Tensor3D =>
  tf.tensor3d(
    Array.from({length: shape[0] * shape[1] * shape[2]}, (_, i) => f(i)),
    shape,
  );

describeOnBackends('GroupedConv1D', () => {
  it("has PyTorch's values, and its gradient of the kernel", () => {
    tf.tidy(() => {
      const x = tf.transpose(formula(Math.sin, [2, 4, 7]), [0, 2, 1]);
      const layer = groupedConv1d({
        filters: 6,
        kernelSize: 3,
        strides: 2,
        padding: 1,
        dilationRate: 2,
        groups: 2,
        useBias: false,
      });
      layer.apply(x);
      layer.setWeights([tf.transpose(formula(Math.cos, [6, 2, 3]), [2, 1, 0])]);
      const apply = (): tf.Tensor => tf.transpose(layer.apply(x) as tf.Tensor, [0, 2, 1]);
      expectClose(apply().dataSync(), TORCH.y, 1e-5);
      const factors = formula(Math.cos, [2, 6, 3]);
      const {grads} = tf.variableGrads(() => tf.sum(tf.mul(apply(), factors)));
      const gradient = grads[layer.trainableWeights[0]!.name]!;
      expectClose(tf.transpose(gradient, [2, 1, 0]).dataSync(), TORCH.kernelGradient, 1e-5);
    });
  });

  it('equals the stock layer at one group, and does the same after saving and loading', async () => {
    const args = {filters: 5, kernelSize: 3, strides: 2, padding: 'same' as const, inputShape: [8, 3]};
    const stock = tfl.sequential({layers: [tfl.layers.conv1d({...args, activation: 'tanh'})]});
    const ours = tfl.sequential({layers: [groupedConv1d({...args, activation: 'tanh'})]});
    ours.setWeights([stock.getWeights()[0]!, tf.ones([5])]);
    stock.setWeights(ours.getWeights());
    const x = randomTensor<tf.Rank.R3>([2, 8, 3], 'x');
    const y = (ours.predict(x) as tf.Tensor).dataSync();
    expect(ours.outputs[0]!.shape).toEqual(stock.outputs[0]!.shape);
    expectClose(y, (stock.predict(x) as tf.Tensor).dataSync(), 1e-6);
    const loaded = await saveAndLoad(ours);
    expect([...(loaded.predict(x) as tf.Tensor).dataSync()]).toEqual([...y]);
  });
});

it('refuses what it cannot do, in words', async () => {
  await expectAlexNetError(
    () => groupedConv1d({filters: 4, kernelSize: 3, groups: 3}),
    'bad-argument',
    'groups = 3',
  );
  await expectAlexNetError(
    () => groupedConv1d({filters: 4, kernelSize: 3, padding: 'causal' as never}),
    'bad-argument',
    'padding = "causal"',
  );
  await expectAlexNetError(
    () => groupedConv1d({filters: 4, kernelSize: 3, groups: 2}).apply(tf.zeros([1, 5, 3])),
    'bad-shape',
    '3 channels and 4 filters',
  );
  await expectAlexNetError(
    () => groupedConv1d({filters: 4, kernelSize: 3, group: 2} as never),
    'bad-argument',
    'groups',
  );
  await expectAlexNetError(
    () => groupedConv1d({filters: 4, kernelSize: 3}).apply(tfl.input({shape: [5, null]})),
    'bad-shape',
    'batch of sequences',
  );
});
