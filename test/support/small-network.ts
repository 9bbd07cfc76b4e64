import {tidyValues} from './tidy-values';
/** A network whose axes all have different sizes, so that swapped axes are always noticed. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {RandomStream} from '../../src/core/random';
import {groupedConv2d} from '../../src/layers/grouped-conv2d';
import {localResponseNormalization} from '../../src/layers/local-response-normalization';
import {steppedDropout} from '../../src/layers/stepped-dropout';

/** [height, width, channels]. */
export const SMALL_INPUT = [9, 7, 4] as const;

/** conv (groups 2), LRN, pool, flatten, dropout, dense, dense, softmax; random weights, biases too. */
export function smallNetwork(seed = 1): tfl.LayersModel {
  const model = tfl.sequential({
    name: 'small',
    layers: [
      groupedConv2d({
        name: 'conv1',
        inputShape: [...SMALL_INPUT],
        filters: 6,
        kernelSize: [3, 2],
        padding: 1,
        groups: 2,
        activation: 'relu',
      }),
      localResponseNormalization({name: 'norm1', depthRadius: 1, alpha: 0.1, bias: 1}),
      tfl.layers.maxPooling2d({name: 'pool1', poolSize: 2, strides: 2}),
      tfl.layers.flatten({name: 'flatten'}),
      steppedDropout({name: 'drop6', rate: 0.5}),
      tfl.layers.dense({name: 'fc6', units: 5, activation: 'relu'}),
      tfl.layers.dense({name: 'fc7', units: 3}),
      tfl.layers.softmax({name: 'prob'}),
    ],
  });
  fillWeights(model, seed);
  return model;
}

/** Draws every weight anew, biases and running means among them; variances stay positive. */
export function fillWeights(model: tfl.LayersModel, seed: number, stddev = 0.5): void {
  tf.tidy(() => {
    for (const weight of model.weights) {
      const random = RandomStream.derive(seed, weight.originalName);
      const shape = weight.shape.map(Number);
      const values = Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, () =>
        weight.originalName.endsWith('variance') ? 0.5 + random.uniform() : random.gaussian(0, stddev),
      );
      weight.write(tf.tensor(values, shape));
    }
  });
}

/** Returns random images for a model, and its predictions. */
export function askModel(
  model: tfl.LayersModel,
  count = 2,
  seed = 9,
): {input: Float32Array; output: Float32Array; shape: number[]} {
  const shape = [count, ...(model.inputs[0]?.shape.slice(1) ?? []).map(Number)];
  const random = RandomStream.derive(seed, 'images');
  const input = Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, () => random.gaussian(0, 1));
  const output = tidyValues(() =>
    (model.predict(tf.tensor(input, shape)) as tf.Tensor).dataSync<'float32'>(),
  );
  return {input, output, shape};
}
