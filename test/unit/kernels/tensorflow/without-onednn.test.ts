/**
 * A TensorFlow without oneDNN, as on processors that oneDNN does not know: slower, with the same results.
 *
 * @isolated: TensorFlow reads the variable once in a process.
 */
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, expect, it} from 'vitest';
import {useTensorFlow, type TensorFlowReport} from '../../../../src/backends/use-tensorflow.node';
import {groupedConv2d} from '../../../../src/ops/grouped-conv2d';
import {localResponseNormalization} from '../../../../src/ops/lrn';
import {randomTensor, weightedSum} from '../../../support/against-cpu';
import {describeOnTensorFlow, expectCpuValues} from '../../../support/tensorflow';

describeOnTensorFlow('TensorFlow without oneDNN', () => {
  let report: TensorFlowReport;
  beforeAll(async () => {
    process.env.TF_ENABLE_ONEDNN_OPTS = '0';
    report = await useTensorFlow();
  });

  it('names what is missing, and why', () => {
    const groups = report.missing.find(({name}) => name === 'grouped convolution');
    expect(groups?.because).toContain('grouped convolutions are not supported on CPU');
    expect(report.nativeKernels).not.toContain('GroupedConv2D');
    expect(report.nativeKernels).toContain('MomentumUpdate');
  });

  it('has the same values and gradients', async () => {
    await expectCpuValues(() => {
      const x = randomTensor<tf.Rank.R4>([2, 6, 6, 4], 'x');
      const w = randomTensor<tf.Rank.R4>([3, 3, 2, 32], 'w');
      const net = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => {
        const options = {groups: 2, padding: 1, activation: 'relu'} as const;
        const y = groupedConv2d(a as tf.Tensor4D, b as tf.Tensor4D, options);
        return tf.maxPool(localResponseNormalization(y, {alpha: 0.1}), 3, 2, 'valid');
      };
      return [net(x, w), ...tf.grads((a, b) => weightedSum(net(a, b), 1))([x, w])];
    });
  });
});
