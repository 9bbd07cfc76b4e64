/** Arguments of layers, initializers and optimizer, and that stock TensorFlow.js takes them. */
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  gaussian,
  GroupedConv2D,
  groupedConv2d,
  LocalResponseNormalization,
  localResponseNormalization,
  momentumSGD,
  type GroupedConv2DArgs,
} from 'tfjs-alexnet';
import {expectTypeOf, it} from 'vitest';

it('the factories return layers of tfjs-layers', () => {
  expectTypeOf(groupedConv2d({filters: 8, kernelSize: 3, groups: 2})).toExtend<tfl.layers.Layer>();
  expectTypeOf(localResponseNormalization()).toExtend<tfl.layers.Layer>();
  expectTypeOf(LocalResponseNormalization.fromSize({size: 5})).toEqualTypeOf<LocalResponseNormalization>();
  expectTypeOf(new GroupedConv2D({filters: 8, kernelSize: [3, 5]})).toExtend<tfl.layers.Layer>();
  tfl.sequential().add(groupedConv2d({filters: 8, kernelSize: 3, inputShape: [9, 9, 4], activation: 'relu'}));
});

it('groupedConv2d refuses unknown arguments and wrong values', () => {
  expectTypeOf<GroupedConv2DArgs['groups']>().toEqualTypeOf<number | undefined>();
  // @ts-expect-error no filters
  groupedConv2d({kernelSize: 3});
  // @ts-expect-error no kernel size
  groupedConv2d({filters: 8});
  // @ts-expect-error the name of PyTorch
  groupedConv2d({filters: 8, kernelSize: 3, stride: 2});
  // @ts-expect-error a number
  groupedConv2d({filters: 8, kernelSize: 3, groups: '2'});
});

it('localResponseNormalization refuses the terms of fromSize, and the other way round', () => {
  // @ts-expect-error depthRadius here
  localResponseNormalization({size: 5});
  // @ts-expect-error size there
  LocalResponseNormalization.fromSize({depthRadius: 2});
});

it('initializers and optimizer are accepted where those of TensorFlow.js are', () => {
  tfl.layers.conv2d({filters: 8, kernelSize: 3, kernelInitializer: gaussian({stddev: 0.01, seed: 1})});
  expectTypeOf(momentumSGD({learningRate: 0.01})).toExtend<tf.Optimizer>();
  tfl.sequential().compile({optimizer: momentumSGD({learningRate: 0.01}), loss: 'meanSquaredError'});
  // @ts-expect-error a misspelled option
  momentumSGD({learningrate: 0.01});
});
