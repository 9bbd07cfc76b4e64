/**
 * The state of any tfjs optimizer as named arrays, exactly.
 *
 * `getWeights` and `setWeights` alone do not bring back the very same optimizer: Adam gathers β₁ᵗ by multiplying in
 * float32, but restores it as a power, and the two differ in the last bits. So the scalar variables that an optimizer
 * holds as plain properties are saved beside its weights and put back after them.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {NamedArray} from '../core/named-array';
import {AlexNetError} from '../errors';

const PROPERTY = 'property:';

/**
 * Reads the state of an optimizer. Names of variables of `model` in it are written as `weight.originalName`, so that they
 * are the same in every process. Leaks no tensor.
 */
export async function readOptimizerState(
  optimizer: tf.Optimizer,
  model: tfl.LayersModel,
): Promise<NamedArray[]> {
  const names = model.weights.map(weight => [variableOf(weight).name, weight.originalName] as const);
  const weights = await callOf(optimizer, 'getWeights', () => optimizer.getWeights());
  const arrays: NamedArray[] = [];
  for (const {name, tensor} of weights) {
    const data = Float32Array.from(await tensor.data());
    arrays.push({name: replacePrefix(name, names), shape: [...tensor.shape], data});
    // tfjs makes the counter anew for each call and leaves it to the caller; what is kept belongs to the optimizer.
    if (!(tensor instanceof tf.Variable) && !tensor.kept) {
      tensor.dispose();
    }
  }
  for (const [property, variable] of scalarVariables(optimizer)) {
    arrays.push({name: `${PROPERTY}${property}`, shape: [], data: Float32Array.from(await variable.data())});
  }
  return arrays;
}

/** Puts back what {@link readOptimizerState} read, into a new optimizer of the same kind. */
export async function writeOptimizerState(
  optimizer: tf.Optimizer,
  model: tfl.LayersModel,
  arrays: readonly NamedArray[],
): Promise<void> {
  const names = model.weights.map(weight => [weight.originalName, variableOf(weight).name] as const);
  const weights = arrays
    .filter(({name}) => !name.startsWith(PROPERTY))
    .map(({name, shape, data}) => ({
      name: replacePrefix(name, names),
      tensor: tf.tensor(data, shape, name === 'iter' ? 'int32' : 'float32'),
    }));
  try {
    await callOf(optimizer, 'setWeights', () => optimizer.setWeights(weights));
  } finally {
    // An optimizer that keeps a tensor has a variable or a copy of its own.
    tf.dispose(weights.map(({tensor}) => tensor));
  }
  const saved = new Map(arrays.map(array => [array.name, array]));
  tf.tidy(() => {
    for (const [property, variable] of scalarVariables(optimizer)) {
      const array = saved.get(`${PROPERTY}${property}`);
      if (array !== undefined) {
        variable.assign(tf.tensor(array.data, array.shape, variable.dtype));
      }
    }
  });
}

/** The tf.Variable behind a layer's weight. */
export function variableOf(weight: tfl.LayersModel['weights'][number]): tf.Variable {
  // LayerVariable.read() returns its variable itself (tfjs-layers trains through it); its type says only Tensor.
  const variable = weight.read() as tf.Tensor | tf.Variable;
  if (!isVariable(variable)) {
    throw new Error(`internal: weight ${weight.name} is no variable; please report this`);
  }
  return variable;
}

function isVariable(tensor: tf.Tensor): tensor is tf.Variable {
  return tensor instanceof tf.Variable;
}

function scalarVariables(optimizer: tf.Optimizer): [string, tf.Variable][] {
  return Object.entries(optimizer).filter(
    (entry): entry is [string, tf.Variable] => entry[1] instanceof tf.Variable && entry[1].size === 1,
  );
}

function replacePrefix(name: string, names: readonly (readonly [string, string])[]): string {
  const found = names.find(([from]) => name.startsWith(`${from}/`));
  return found === undefined ? name : `${found[1]}${name.slice(found[0].length)}`;
}

async function callOf<T>(optimizer: tf.Optimizer, method: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof AlexNetError) {
      throw error;
    }
    throw unsupported(optimizer, `cannot be put into a checkpoint: ${method} failed`, error);
  }
}

function unsupported(optimizer: tf.Optimizer, problem: string, cause: unknown): AlexNetError {
  return new AlexNetError({
    code: 'unsupported',
    where: `optimizer ${optimizer.getClassName()}`,
    problem: `it ${problem}.`,
    expected: 'an optimizer with getWeights and setWeights',
    received: cause instanceof Error ? cause.message : optimizer.getClassName(),
    fix: 'use MomentumSGD, tf.train.sgd, tf.train.momentum, tf.train.rmsprop or tf.train.adam',
    cause,
  });
}
