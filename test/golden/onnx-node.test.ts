/** ONNX's own test cases for the operators that this library has: the expected values are from its authors. */
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {LocalResponseNormalization} from '../../src/layers/local-response-normalization';
import {ceilMaxPool} from '../../src/ops/ceil-max-pool';
import {groupedConv2d} from '../../src/ops/grouped-conv2d';
import {describeOnBackends} from '../support/backends';
import {testData} from '../support/data';
import {expectClose} from '../support/matchers';
import {type OnnxCase, type OnnxTensor, readOnnxCase} from '../support/onnx-case';

const folder = testData('onnx-node');

/** [batch, channels, height, width] to [batch, height, width, channels]. */
const image = ({values, shape}: OnnxTensor): tf.Tensor4D =>
  tf.transpose(tf.tensor4d(values, shape as [number, number, number, number]), [0, 2, 3, 1]);

/** One number for all four sides: the cases have no other padding. */
function padding({pads = [0, 0, 0, 0]}: OnnxCase['attributes']): number {
  const sides = new Set(pads as number[]);
  expect(sides.size).toBe(1);
  return [...sides][0]!;
}

const OPERATORS: Record<string, (onnx: OnnxCase) => tf.Tensor4D> = {
  Conv({inputs: [x, w, b], attributes}) {
    // [filters, channels, height, width] to [height, width, channels, filters].
    const kernel = tf.transpose(
      tf.tensor4d(w!.values, w!.shape as [number, number, number, number]),
      [2, 3, 1, 0],
    );
    const {strides = [1, 1], dilations = [1, 1], group = 1} = attributes;
    const y = groupedConv2d(image(x!), kernel, {
      strides: strides as number[],
      dilations: dilations as number[],
      groups: group as number,
      padding: padding(attributes),
    });
    return b === undefined ? y : tf.add(y, tf.tensor1d(b.values));
  },
  LRN({inputs: [x], attributes}) {
    const {size, alpha, beta, bias} = attributes as Record<string, number | undefined>;
    // What the file leaves out has ONNX's default, which is that of fromSize.
    const layer = LocalResponseNormalization.fromSize({size, alpha, beta, k: bias});
    return layer.apply(image(x!)) as tf.Tensor4D;
  },
  MaxPool({inputs: [x], attributes}) {
    expect(attributes.ceil_mode).toBe(1);
    return ceilMaxPool(image(x!), {
      poolSize: attributes.kernel_shape as number[],
      strides: attributes.strides,
      padding: padding(attributes),
    });
  },
};

const CASES = [
  'test_Conv2d_groups',
  'test_Conv2d_groups_thnn',
  'test_basic_conv_with_padding',
  'test_basic_conv_without_padding',
  'test_lrn',
  'test_lrn_default',
  'test_maxpool_2d_ceil',
  'test_maxpool_2d_ceil_output_size_reduce_by_one',
];

if (folder === undefined) {
  describe.skip("ONNX's test cases (skipped: no test data)", () => {
    it.each(CASES)('%s has the recorded output', () => undefined);
  });
} else {
  describeOnBackends("ONNX's test cases", () => {
    it.each(CASES)('%s has the recorded output', name => {
      const onnx = readOnnxCase(`${folder}/${name}`);
      tf.tidy(() => {
        const y = OPERATORS[onnx.operator]!(onnx);
        const expected = image(onnx.output);
        expect(y.shape).toEqual(expected.shape);
        expectClose(y.dataSync(), expected.dataSync());
      });
    });
  });
}
