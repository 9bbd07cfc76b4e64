import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {transposedConv2d, transposedOutput} from '../../../src/ops/transposed-conv2d';
import {GROUPED_TRANSPOSED_CASES} from '../../conformance/cases/convolution';
import {faultOf} from '../../conformance/verdict';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError} from '../../support/matchers';

describeOnBackends('transposedConv2d', () => {
  it.each(GROUPED_TRANSPOSED_CASES.map(test => [test.name, test] as const))(
    'has the values and gradients of its definition, and leaves no tensor: %s',
    async (_, test) => {
      const before = tf.memory().numTensors;
      const made = tf.tidy(test.run);
      const outputs = await Promise.all(made.map(async tensor => Array.from(await tensor.data())));
      tf.dispose(made);
      const result = {outputs, left: tf.memory().numTensors - before, own: []};
      expect(faultOf(test, result)).toBeUndefined();
    },
  );
});

describe('transposedConv2d', () => {
  it('refuses groups that do not divide the channels, and a kernel of other channels', async () => {
    const x = tf.zeros<tf.Rank.R4>([1, 2, 2, 4]);
    await expectAlexNetError(
      () => transposedConv2d(x, tf.zeros([2, 2, 1, 4]), {groups: 3}),
      'bad-shape',
      'groups = 3',
      '4 channels and 3 filters',
    );
    await expectAlexNetError(() => transposedConv2d(x, tf.zeros([2, 2, 1, 2])), 'bad-shape', '[2,2,1,2]');
    await expectAlexNetError(
      () => transposedConv2d(x, tf.zeros([2, 2, 1, 4]), {strides: 0}),
      'bad-argument',
      'strides = 0',
    );
  });
});

describe('transposedOutput', () => {
  it('has at least one step for each pixel of the input', () => {
    expect(transposedOutput(3, 2, 4, 1)).toBe(12);
    expect(transposedOutput(3, 2, 2, 3)).toBe(8);
  });
});
