import type * as tfl from '@tensorflow/tfjs-layers';
import {nearest, show} from '../core/check';
import {AlexNetError} from '../errors';

/**
 * Takes all layers from the input up to and including `lastFrozen` out of the training.
 *
 * @returns the names of the frozen layers that have weights.
 *
 * @example
 * freezeLayers(model, 'pool5'); // trains fc6, fc7 and fc8 only
 */
export function freezeLayers(model: tfl.LayersModel, lastFrozen: string): string[] {
  const names = model.layers.map(({name}) => name);
  const last = names.indexOf(lastFrozen);
  if (last < 0) {
    const near = nearest(lastFrozen, names);
    throw new AlexNetError({
      code: 'bad-argument',
      where: `freezeLayers "${model.name}"`,
      problem: `there is no layer ${show(lastFrozen)}.`,
      expected: `one of ${names.join(', ')}`,
      received: show(lastFrozen),
      fix: near === undefined ? 'choose one of the layers above' : `did you mean ${show(near)}?`,
    });
  }
  const frozen = model.layers.slice(0, last + 1);
  for (const layer of frozen) {
    layer.trainable = false;
  }
  return frozen.filter(layer => layer.weights.length > 0).map(({name}) => name);
}
