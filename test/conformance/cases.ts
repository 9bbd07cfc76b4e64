/** What every backend has to agree on: each op by its values and its gradients. Runs in Node and in pages. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {steppedDropout} from '../../src/layers/stepped-dropout';
import {averagePool} from '../../src/ops/average-pool';
import {ceilMaxPool} from '../../src/ops/ceil-max-pool';
import {groupedConv2d, type GroupedConv2DOptions} from '../../src/ops/grouped-conv2d';
import {localResponseNormalization, type LRNOptions} from '../../src/ops/lrn';
import {paddedMaxPool} from '../../src/ops/padded-max-pool';
import {spatialLrn} from '../../src/ops/spatial-lrn';
import {momentumSGD} from '../../src/optimizers/momentum-sgd';
import {randomTensor} from './random-tensor';

export interface ConformanceCase {
  /** The row of the table that it belongs to. */
  op: string;
  name: string;
  /** Values first, then gradients; new tensors. */
  run: () => tf.Tensor[];
  /** Largest difference, relative to the largest value. Default 1e-5. */
  bound?: number;
  /** Kernels that are called past the engine, where a backend has them. */
  direct?: string[];
}

type Function1 = (x: tf.Tensor4D) => tf.Tensor;

/** The value of an op, and its gradient under a loss that weighs each output differently. */
function valueAndGradient(
  op: string,
  name: string,
  shape: [number, number, number, number],
  f: Function1,
): ConformanceCase {
  return {
    op,
    name,
    run: () => {
      const x = randomTensor<tf.Rank.R4>(shape, op, name);
      const loss = (input: tf.Tensor): tf.Tensor => weigh(f(input as tf.Tensor4D));
      return [f(x), tf.grad(loss)(x)];
    },
  };
}

const weigh = (y: tf.Tensor): tf.Tensor => tf.sum(tf.mul(y, randomTensor(y.shape, 'weights')));

const lrn = (name: string, shape: [number, number, number, number], options: LRNOptions): ConformanceCase =>
  valueAndGradient('local response normalization', name, shape, x => localResponseNormalization(x, options));

function convolution(
  op: string,
  name: string,
  image: [number, number, number, number],
  kernel: [number, number, number, number],
  options: GroupedConv2DOptions,
): ConformanceCase {
  return {
    op,
    name,
    run: () => {
      const given = [
        randomTensor(image, name),
        randomTensor(kernel, name, 'w'),
        randomTensor([kernel[3]], name, 'b'),
      ];
      const f = (x?: tf.Tensor, w?: tf.Tensor, bias?: tf.Tensor): tf.Tensor =>
        groupedConv2d(x as tf.Tensor4D, w as tf.Tensor4D, {...options, bias: bias as tf.Tensor1D});
      return [f(...given), ...tf.grads((...inputs) => weigh(f(...inputs)))(given)];
    },
  };
}

/** Two steps of dropout in training, which have different masks. */
function dropout(): tf.Tensor[] {
  const x = randomTensor([2, 3, 4, 5], 'dropout');
  const layer = steppedDropout({rate: 0.4, seed: 5});
  const first = layer.apply(x, {training: true}) as tf.Tensor;
  const gradient = tf.grad(input => weigh(layer.apply(input, {training: true}) as tf.Tensor))(x);
  return [first, gradient];
}

/** Three updates with decay and multipliers, of a weight above and one below what backends keep on the processor. */
function momentum(): tf.Tensor[] {
  const optimizer = momentumSGD({
    learningRate: 0.1,
    weightDecay: 0.01,
    multipliers: {small: {learningRate: 2, weightDecay: 0}},
  });
  const shapes: Record<string, number[]> = {large: [40, 30], small: [7]};
  const weights = Object.entries(shapes).map(([name, shape]) =>
    tf.variable(randomTensor(shape, name), true, `conformance/${name}`),
  );
  for (let step = 0; step < 3; step++) {
    const gradients = weights.map(
      weight => [weight.name, randomTensor(weight.shape, 'gradient', step)] as const,
    );
    optimizer.applyGradients(Object.fromEntries(gradients));
  }
  const state = optimizer.getState().map(({tensor}) => tensor);
  const made = [...weights, ...state].map(tensor => tf.mul(tensor, 1));
  optimizer.dispose();
  tf.dispose(weights);
  return made;
}

/** Logits, loss and the gradient of the loss by them. */
function softmaxLoss(): tf.Tensor[] {
  const logits = tf.mul(randomTensor([4, 7], 'logits'), 4);
  const labels = tf.oneHot(tf.tensor1d([6, 0, 3, 3], 'int32'), 7);
  const loss = (x: tf.Tensor): tf.Tensor => tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(x)), -1)));
  return [tf.softmax(logits), loss(logits), tf.grad(loss)(logits)];
}

function dense(): tf.Tensor[] {
  const given = [randomTensor([5, 30], 'x'), randomTensor([30, 9], 'w'), randomTensor([9], 'b')];
  const layer = (x?: tf.Tensor, w?: tf.Tensor, b?: tf.Tensor): tf.Tensor =>
    tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b as tf.Tensor1D));
  return [layer(...given), ...tf.grads((...inputs) => weigh(layer(...inputs)))(given)];
}

/** conv2d of tfjs-layers as the presets use it, with its gradients. */
function stockConv2d(): tf.Tensor[] {
  const x = randomTensor([2, 9, 9, 3], 'x');
  const layer = tfl.layers.conv2d({filters: 6, kernelSize: 5, strides: 2, activation: 'relu'});
  layer.build(x.shape);
  layer.setWeights([randomTensor([5, 5, 3, 6], 'w'), randomTensor([6], 'b')]);
  const {value, grads} = tf.variableGrads(() => weigh(layer.apply(x) as tf.Tensor) as tf.Scalar);
  const made = [tf.mul(layer.apply(x) as tf.Tensor, 1), value, ...Object.values(grads)];
  tf.dispose(layer.getWeights());
  return made;
}

/** Every case, in the order of the table. */
export const CASES: ConformanceCase[] = [
  lrn("the paper's constants", [2, 3, 4, 16], {}),
  lrn('radius 5, power 0.75', [1, 2, 3, 13], {depthRadius: 5, bias: 1, alpha: 0.3}),
  lrn('power 0.6', [2, 2, 2, 9], {depthRadius: 1, bias: 1, alpha: 0.5, beta: 0.6}),
  valueAndGradient('spatial response normalization', 'window of 3', [1, 5, 4, 3], x =>
    spatialLrn(x, {size: 3, alpha: 0.4, beta: 0.75}),
  ),
  convolution('grouped convolution', '2 groups, 5 × 5', [2, 6, 5, 8], [5, 5, 4, 16], {
    groups: 2,
    padding: 'same',
    activation: 'relu',
  }),
  convolution('grouped convolution', '3 groups, strided', [2, 7, 8, 9], [3, 2, 3, 6], {
    groups: 3,
    strides: 2,
    padding: 1,
  }),
  convolution('dilated convolution', 'dilated by 2', [1, 8, 7, 4], [3, 3, 4, 5], {
    dilations: 2,
    padding: 'same',
  }),
  {op: 'convolution (tf.layers.conv2d)', name: 'stride 2', run: stockConv2d},
  valueAndGradient('ceil-mode max pooling', '3 by 2', [2, 6, 8, 5], x =>
    ceilMaxPool(x, {poolSize: 3, strides: 2}),
  ),
  valueAndGradient('padded max pooling', '3 by 2', [2, 6, 7, 5], x =>
    paddedMaxPool(x, {poolSize: 3, strides: 2, padding: 1}),
  ),
  valueAndGradient('average pooling', 'Caffe, ceil mode', [2, 6, 7, 5], x =>
    averagePool(x, {poolSize: 3, strides: 2, padding: 1, ceilMode: true}),
  ),
  valueAndGradient('max pooling (tf.maxPool)', '3 by 2', [2, 7, 7, 4], x => tf.maxPool(x, 3, 2, 'valid')),
  {op: 'dense', name: 'with bias and ReLU', run: dense},
  {op: 'softmax and cross-entropy', name: 'from logits', run: softmaxLoss},
  {op: 'dropout', name: 'two steps', run: dropout},
  {
    op: 'momentum update',
    name: 'decay and multipliers',
    run: momentum,
    direct: ['MomentumUpdate'],
  },
];
