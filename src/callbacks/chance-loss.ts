import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {show} from '../core/check';
import {AlexNetError} from '../errors';

type Loss = string | ((...args: never[]) => unknown);

/** Losses whose value for a guess is ln(classes). */
const CATEGORICAL: readonly Loss[] = [
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  tf.losses.softmaxCrossEntropy,
];
/** Losses whose value for a guess is ln 2, whatever the number of outputs: they are averaged over these. */
const BINARY: readonly Loss[] = ['binaryCrossentropy', tf.losses.sigmoidCrossEntropy];

/** The loss of guessing that a monitor needs. */
export type ChanceLoss = {classes: number} | {chance: number};

/**
 * The loss of a compiled model that guesses: ln(classes) for a categorical cross-entropy, ln 2 for a binary one, the
 * sum over several outputs. Throws for other losses, where it is not known.
 *
 * @param classes the number of classes; makes a function of its own a categorical cross-entropy. Default: the length of
 *   the output.
 */
export function chanceLossOf(where: string, model: tfl.LayersModel, classes?: number): ChanceLoss {
  const losses = lossesOf(model);
  const parts = losses.map((loss, i): ChanceLoss => {
    if (BINARY.includes(loss)) {
      return {classes: 2};
    }
    if (CATEGORICAL.includes(loss) || (classes !== undefined && typeof loss === 'function')) {
      return {classes: classes ?? countClasses(where, model.outputs[i]?.shape)};
    }
    throw new AlexNetError({
      code: 'unsupported',
      where,
      problem: `the loss of a network that guesses is not known for ${show(loss)}.`,
      expected: 'categoricalCrossentropy, sparseCategoricalCrossentropy or binaryCrossentropy',
      received: `loss = ${show(loss)}`,
      fix: 'pass chance: the loss of guessing; or chance: false, then only losses that are not finite are reported',
    });
  });
  const [first] = parts;
  if (first !== undefined && parts.length === 1) {
    return first;
  }
  return {
    chance: parts.reduce((sum, part) => sum + ('classes' in part ? Math.log(part.classes) : part.chance), 0),
  };
}

/** The loss of each output. */
function lossesOf({loss, outputNames}: tfl.LayersModel): Loss[] {
  if (Array.isArray(loss)) {
    return loss;
  }
  if (typeof loss === 'object') {
    const byName = loss as Readonly<Record<string, Loss>>;
    return outputNames.map(name => byName[name] ?? 'unknown');
  }
  return outputNames.map(() => loss as Loss);
}

function countClasses(where: string, shape: tfl.Shape | undefined): number {
  const length = shape?.at(-1);
  if (typeof length !== 'number') {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'the number of classes cannot be read from the output of the model.',
      expected: 'an output [batch, classes]',
      received: `output ${show(shape)}`,
      fix: 'pass classes',
    });
  }
  // A single output is the probability of one of two classes.
  return Math.max(2, length);
}
