import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {NamedArray} from '../core/named-array';
import {AlexNetError} from '../errors';

/** Reads all weights of a model, in its order, under the names they have whatever else lives in this process. */
export async function readModelWeights(model: tfl.LayersModel): Promise<NamedArray[]> {
  return Promise.all(
    model.weights.map(async weight => ({
      name: weight.originalName,
      shape: weight.shape.map(Number),
      data: Float32Array.from(await weight.read().data()),
    })),
  );
}

/**
 * Writes weights into a model. Every weight of the model must be there, with its shape, and none more; otherwise
 * `bad-weights` lists all that does not fit, and the model is unchanged.
 */
export function writeModelWeights(model: tfl.LayersModel, arrays: readonly NamedArray[]): void {
  const {fitting, problems} = matchWeights(model, arrays);
  if (problems.length > 0) {
    throw new AlexNetError({
      code: 'bad-weights',
      where: `writeModelWeights "${model.name}"`,
      problem: `${problems.length} weights do not fit the model (first two shown, all in error.details).`,
      expected: 'the names and shapes of the model',
      received: problems.slice(0, 2).join('; '),
      fix: 'build the model with the preset and options that these weights were saved from',
      details: problems,
    });
  }
  assign(fitting);
}

interface Fit {
  weight: tfl.LayersModel['weights'][number];
  array: NamedArray;
}

function matchWeights(
  model: tfl.LayersModel,
  arrays: readonly NamedArray[],
): {fitting: Fit[]; problems: string[]} {
  const byName = new Map(arrays.map(array => [array.name, array]));
  const fitting: Fit[] = [];
  const problems: string[] = [];
  for (const weight of model.weights) {
    const array = byName.get(weight.originalName);
    byName.delete(weight.originalName);
    const shape = weight.shape.map(Number).join(', ');
    if (array === undefined) {
      problems.push(`${weight.originalName} [${shape}] is missing`);
    } else if (array.shape.join(', ') !== shape) {
      problems.push(`${weight.originalName} is [${array.shape.join(', ')}] where the model has [${shape}]`);
    } else {
      fitting.push({weight, array});
    }
  }
  for (const {name} of byName.values()) {
    problems.push(`${name} is not a weight of the model`);
  }
  return {fitting, problems};
}

function assign(fitting: readonly Fit[]): void {
  tf.tidy(() => {
    for (const {weight, array} of fitting) {
      weight.write(tf.tensor(array.data, array.shape, weight.dtype));
    }
  });
}
