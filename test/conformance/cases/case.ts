/** Cases: an op in TensorFlow.js and its definition in float64. */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {drawnValues, type Range} from '../truth/drawn-values';
import {finiteDifferences} from '../truth/finite-differences';
import type {Values} from '../truth/values';

export interface ConformanceCase {
  /** The row of the table that it belongs to. */
  op: string;
  name: string;
  /** Values first, then gradients; new tensors. */
  run: () => tf.Tensor[];
  /** The same values from the definition. */
  truth: () => Values[];
  /** Largest difference, relative to the largest value. Default 1e-5. */
  bound?: number;
  /** Kernels that are called without the engine, where a backend has them. */
  direct?: string[];
}

/** A random input, which has a gradient; or an explicit input, which has none. */
export type Input = number[] | ({shape: number[]} & Range) | {given: Values; dtype?: tf.DataType};

export type Definition = (...inputs: Values[]) => Values;

const isGiven = (input: Input): input is {given: Values; dtype?: tf.DataType} => 'given' in input;

function valuesOf(input: Input, key: string): Values {
  if (isGiven(input)) {
    return input.given;
  }
  return Array.isArray(input) ? drawnValues(input, key) : drawnValues(input.shape, key, input);
}

/** Input number `i` of a case. */
export const inputKey = (op: string, name: string, i: number): string => `${op}: ${name}/${i}`;

/** Weights of the outputs in the loss, so that each has another gradient. */
export const weightsFor = (shape: readonly number[]): Values => drawnValues(shape, 'weights');

function toTensor({shape, data}: Values, dtype: tf.DataType = 'float32'): tf.Tensor {
  return tf.tensor(Array.from(data), [...shape], dtype);
}

/** As the gradient of the loss by `y`, so that it takes no other ops to compute that loss. */
const weightsOf = (y: tf.Tensor): tf.Tensor => toTensor(weightsFor(y.shape));

function valueAndGradients(op: string, name: string, inputs: readonly Input[], f: Definition): Values[] {
  const given = inputs.map((input, i) => valuesOf(input, inputKey(op, name, i)));
  const y = f(...given);
  const wanted = inputs.flatMap((input, i) => (isGiven(input) ? [] : [i]));
  return [y, ...finiteDifferences(f, given, weightsFor(y.shape), wanted)];
}

/** A case of an op: its value and its gradients. */
export function opCase(
  op: string,
  name: string,
  inputs: readonly Input[],
  f: (...inputs: never[]) => tf.Tensor,
  definition: Definition,
): ConformanceCase {
  return {
    op,
    name,
    run: () => {
      const tensors = inputs.map((input, i) =>
        toTensor(valuesOf(input, inputKey(op, name, i)), isGiven(input) ? input.dtype : 'float32'),
      );
      const free = tensors.filter((_, i) => !isGiven(inputs[i]!));
      const withFree = (...changed: tf.Tensor[]): tf.Tensor => {
        let next = 0;
        const all = tensors.map((tensor, i) => (isGiven(inputs[i]!) ? tensor : changed[next++]!));
        return f(...(all as never[]));
      };
      const y = withFree(...free);
      return [y, ...tf.grads(withFree)(free, weightsOf(y))];
    },
    truth: () => valueAndGradients(op, name, inputs, definition),
  };
}

/** A case of a layer in training: its value, and its gradients of input 0 and of its weights, which are the other inputs. */
export function layerCase(
  op: string,
  name: string,
  inputs: readonly Input[],
  make: () => tfl.layers.Layer,
  definition: Definition,
): ConformanceCase {
  return {
    op,
    name,
    run: () => {
      const [x, ...weights] = inputs.map((input, i) => toTensor(valuesOf(input, inputKey(op, name, i))));
      const layer = make();
      const variable = tf.variable(x!);
      const apply = (): tf.Tensor => layer.apply(variable, {training: true}) as tf.Tensor;
      // Builds it; a recurrent layer that is built by name is built twice.
      layer.apply(x!);
      if (weights.length > 0) {
        layer.setWeights([...weights, ...layer.getWeights().slice(weights.length)]);
      }
      const y = tf.mul(apply(), 1);
      const variables = [variable, ...layer.trainableWeights.map(weight => weight.read())];
      const gradients = tf.grads(apply)(variables, weightsOf(y));
      tf.dispose([variable, ...layer.getWeights()]);
      return [y, ...gradients];
    },
    truth: () => valueAndGradients(op, name, inputs, definition),
  };
}
