/** Compares an op on the backend in use with its definition in float64, value and gradients. */
import * as tf from '@tensorflow/tfjs-core';
import {expect} from 'vitest';
import {opCase, type Definition, type Input} from '../conformance/cases/case';
import {faultOf} from '../conformance/verdict';

/** Expects both to agree within 1e-5 of the largest value, and no tensor left over. */
export async function expectDefinition(
  name: string,
  inputs: readonly Input[],
  f: (...inputs: never[]) => tf.Tensor,
  definition: Definition,
): Promise<void> {
  const test = opCase('op', name, inputs, f, definition);
  const before = tf.memory().numTensors;
  const made = tf.tidy(test.run);
  const outputs = await Promise.all(made.map(async tensor => Array.from(await tensor.data())));
  tf.dispose(made);
  const result = {outputs, left: tf.memory().numTensors - before, own: []};
  expect(faultOf(test, result), name).toBeUndefined();
}
